// Before each page: a nonce of its own and the Content-Security-Policy that names it. Absent from the static bundle, whose host
// sends headers.

import { type NextRequest, NextResponse } from 'next/server';
import { pagePolicy } from '@/lib/site/policy.js';

const POLICY = 'Content-Security-Policy';

/** Next finds the nonce in the request's policy and puts it on its own scripts; the layout reads `x-nonce` for ours. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = pagePolicy({
    nonce,
    embeddable: request.nextUrl.pathname.startsWith('/embed/'),
    development: process.env.NODE_ENV === 'development',
  });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set(POLICY, policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(POLICY, policy);
  return response;
}

/** Everything but files and answers that are no pages: next.config.js sets their headers. */
export const config = {
  matcher: ['/((?!_next/|ort/|experiments/|screenshots/|models/[^/]+/|api/|sw\\.js$|icon\\.svg$).*)'],
};
