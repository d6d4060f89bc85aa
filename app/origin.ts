// The address that this request came to, as its browser and the proxies before us name it: previews need whole addresses.

import { headers } from 'next/headers';

export async function requestOrigin(): Promise<URL> {
  const sent = await headers();
  const first = (name: string) => sent.get(name)?.split(',')[0]?.trim();
  const host = first('x-forwarded-host') ?? first('host') ?? 'localhost';
  const origin = `${first('x-forwarded-proto') ?? 'http'}://${host}`;
  return URL.canParse(origin) ? new URL(origin) : new URL('http://localhost');
}
