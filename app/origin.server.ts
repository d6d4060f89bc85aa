// The address that this request came to: previews need whole addresses. What a proxy says of it counts where the operator says that
// there is one; else it is what any client may write.

import { headers } from 'next/headers';
import { serverSettings } from '@/lib/server/settings';

export async function requestOrigin(): Promise<URL> {
  const sent = await headers();
  const first = (name: string) => sent.get(name)?.split(',')[0]?.trim();
  const ofProxy = (name: string) => (serverSettings().LAZYLENS_PROXIES > 0 ? first(name) : undefined);
  const host = ofProxy('x-forwarded-host') ?? first('host') ?? '';
  const scheme = ofProxy('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const address = `${scheme}://${host}`;
  return URL.canParse(address) ? new URL(new URL(address).origin) : new URL('http://localhost');
}
