// Whose request it is, for rate limits. The socket knows; a header that a client may write does not.

import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { z } from 'zod';

const HEADER = 'x-lazylens-address';

const startSchema = z.object({ request: z.instanceof(IncomingMessage) });

/**
 * Writes the client's address into a header of every request to come, over whatever the client wrote there. Next gives a route no
 * socket, and leaves an X-Forwarded-For as the client sent it.
 */
export function noteAddresses(proxies: number): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = startSchema.parse(message);
    const forwarded = request.headers['x-forwarded-for'];
    const chain = Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '');
    request.headers[HEADER] = clientAddress(chain, request.socket.remoteAddress ?? '', proxies);
  });
}

/**
 * The address of the client: the socket's, or with proxies in front the one that the outermost of them appended to
 * X-Forwarded-For. Of an IPv6 address the first 64 bits, which is what one subscriber gets.
 */
export function clientAddress(forwardedFor: string, socket: string, proxies: number): string {
  const chain = [...forwardedFor.split(',').map((entry) => entry.trim()), socket].filter(Boolean);
  const address = withoutPort(chain.at(-1 - proxies) ?? chain[0] ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return address.includes(':') ? subnetOf(address) : address;
}

/** `1.2.3.4:5678` and `[2001:db8::1]:5678`, as some proxies write, without brackets and port. */
function withoutPort(address: string): string {
  const [, v4, v6] = /^(?:(\d+\.\d+\.\d+\.\d+)(?::\d+)?|\[([^\]]+)\](?::\d+)?)$/.exec(address) ?? [];
  return v4 ?? v6 ?? address;
}

function subnetOf(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const groups = address.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left;
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** What `noteAddresses` wrote; one name for all where nothing did. */
export function addressOf(request: Request): string {
  return request.headers.get(HEADER) ?? 'unknown';
}
