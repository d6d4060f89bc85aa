// The repository's README as a page of its own, so that the header's link works offline and in the static bundle.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

export const dynamic = 'force-static';

export async function GET(): Promise<Response> {
  const text = await readFile(path.join(process.cwd(), 'README.md'), 'utf8').catch(
    () => 'README.md was not part of this build.',
  );
  return new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}
