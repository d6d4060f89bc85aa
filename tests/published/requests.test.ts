// What the page makes of the server's answers: of none, of half of one, of refusals, and of what is no LazyLens.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { askPublishing, deletePublication, fetchPublished } from '@/components/publications/api';
import { fetchIndex, fetchRecorded } from '@/components/run/recorded';

function answering(answer: () => Response | Promise<Response>): void {
  vi.stubGlobal('fetch', async () => answer());
}

const unreached = () => Promise.reject(new TypeError('Failed to fetch'));

/** Begins its body and breaks. */
function broken(): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"version":1,'));
    },
    pull(controller) {
      controller.error(new TypeError('network error'));
    },
  });
  return new Response(body);
}

const refusal = (status: number, message: string) => () => Response.json({ code: 'x', message }, { status });
const html = (status: number) => () => new Response('<!doctype html>', { status });

afterEach(() => vi.unstubAllGlobals());

describe('a connection that fails', () => {
  it.each([
    ['before the answer', unreached],
    ['in the middle of it', broken],
  ])('%s, is named with its remedy and by what was asked for', async (_when, answer) => {
    answering(answer);
    const remedy = expect.stringContaining('check the connection and try again') as string;
    const [download, publish] = ['download-failed', 'publish-failed'].map((code) => ({ code, message: remedy }));
    await expect(fetchPublished('abc')).rejects.toMatchObject(download ?? {});
    await expect(fetchRecorded('passkey.json', 'passkey')).rejects.toMatchObject(download ?? {});
    await expect(fetchIndex()).rejects.toMatchObject(download ?? {});
    await expect(deletePublication('abc', 'key')).rejects.toMatchObject(publish ?? {});
  });

  it('is no error where the page stopped asking', async () => {
    answering(unreached);
    await expect(fetchPublished('abc', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('askPublishing', () => {
  it('says in the server’s words why nothing can be published now, and what to do where no server was reached', async () => {
    answering(refusal(503, 'The database does not answer: try again in a minute.'));
    expect(await askPublishing()).toEqual({
      at: 'down',
      message: 'The database does not answer: try again in a minute.',
    });
    answering(html(502));
    expect(await askPublishing()).toMatchObject({ at: 'down', message: expect.stringContaining('502') as string });
    for (const answer of [unreached, broken]) {
      answering(answer);
      expect(await askPublishing()).toMatchObject({ message: expect.stringContaining('not reached') as string });
    }
  });

  it('takes plain files for no server, whether they say so or give a page instead', async () => {
    for (const status of [404, 200]) {
      answering(html(status));
      expect(await askPublishing()).toEqual({ at: 'absent' });
    }
    answering(() => Response.json({ status: 'ok' }));
    expect(await askPublishing()).toEqual({ at: 'possible' });
  });
});
