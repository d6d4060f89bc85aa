// What a run with the bundled model needs beside the app itself. Knows paths; neither caches nor requests.

import { bundledModel } from '@/lib/model/catalog';

const modelFiles = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'model.safetensors',
].map((name) => `${bundledModel.url}/${name}`);

/** Paths of the model's files and of the runtime that this browser takes; WASM always, as it is what a lost GPU leaves. */
export function bundledFiles({ webgpu, jspi }: { webgpu: boolean; jspi: boolean }): readonly string[] {
  const variants = webgpu ? ['', jspi ? '.jspi' : '.asyncify'] : [''];
  const runtime = variants.flatMap((variant) =>
    ['mjs', 'wasm'].map((ending) => `/ort/ort-wasm-simd-threaded${variant}.${ending}`),
  );
  return [...modelFiles, ...runtime];
}
