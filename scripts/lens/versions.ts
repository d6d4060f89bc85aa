// Versions that a trace names, from the packages' manifests.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Trace } from '@/lib/trace/schema';
import type { MachineOptions } from './options';

/** Versions of LazyLens and of onnxruntime-web; the latter is `none` where the reference backend ran. */
export async function engineVersions(backend: MachineOptions['backend']): Promise<Trace['engine']> {
  return {
    lazylens: await versionIn('../../package.json'),
    onnxruntime: backend === 'reference' ? 'none' : await versionIn('../../node_modules/onnxruntime-web/package.json'),
  };
}

async function versionIn(path: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
