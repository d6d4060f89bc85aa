import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';

// The files below do not exist, so rules that ask the type checker are off.
let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config });
});

async function rulesBroken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map((message) => message.ruleId) ?? [];
}

const forbidden: [file: string, module: string][] = [
  ['lib/engine/plan.ts', 'zod'],
  ['lib/engine/plan.ts', '@/lib/trace/schema'],
  ['lib/engine/plan.ts', '../errors'],
  ['lib/onnx/layer.ts', 'onnxruntime-web'],
  ['lib/onnx/layer.ts', 'react'],
  ['lib/onnx/layer.ts', 'node:fs'],
  ['lib/onnx/layer.ts', '../backends/ort/run'],
  ['lib/trace/select.ts', '@/components/views/hover'],
  ['lib/trace/select.ts', 'd3-selection'],
  ['lib/trace/select.ts', 'onnxruntime-web/wasm'],
  ['lib/backends/ort/run.ts', '@/lib/worker/serve'],
  ['lib/backends/ort/run.ts', 'react'],
  ['lib/worker/client.ts', 'onnxruntime-web'],
  ['lib/worker/client.ts', '@/app/page'],
  ['lib/model/config.ts', '@/lib/backends/ort/run'],
  ['lib/model/config.ts', '@/components/workbench/Workbench'],
  ['lib/storage/models/store.ts', '@/lib/worker/client'],
  ['lib/storage/models/store.ts', 'react'],
  ['lib/errors.ts', 'react'],
  ['lib/experiment/publication.ts', '@/lib/server/database'],
  ['lib/tokenizer/prompt.ts', '../server/settings'],
  ['lib/server/routes.ts', '@/components/views/hover'],
  ['lib/server/routes.ts', '@/lib/backends/reference'],
  ['components/publications/api.ts', '@/lib/server/database'],
  ['components/modes.ts', '@/components/views/hover'],
  ['components/ui/Button.tsx', '@/components/run/format'],
  ['components/engine/settings.ts', '@/components/workbench/Controls'],
  ['components/published/RunPage.tsx', '@/components/compare/ComparePage'],
  ['components/run/RunViews.tsx', '@/components/unheard/of'],
  ['app/compare/page.tsx', '@/lib/server/database'],
  ['app/gallery/[id]/page.tsx', '../../../lib/server/publications'],
  ['components/views/FateMap/FateMap.tsx', 'onnxruntime-web'],
  ['components/views/FateMap/FateMap.tsx', '@/lib/backends/reference'],
  ['components/views/FateMap/FateMap.tsx', '@/lib/onnx/graph'],
  ['components/views/FateMap/FateMap.tsx', '@/lib/worker/serve'],
  ['components/views/FateMap/FateMap.tsx', '../../../app/page'],
  ['app/page.tsx', '@/lib/backends/reference'],
  ['app/page.tsx', '@/workers/engine.worker'],
  ['app/api/health/route.server.ts', '@/lib/backends/reference'],
  ['workers/engine.worker.ts', 'react'],
  ['workers/engine.worker.ts', '@/components/views/hover'],
];

const allowed: [file: string, module: string][] = [
  ['lib/engine/plan.ts', './types'],
  ['lib/engine/plan.ts', '@/lib/errors'],
  ['lib/onnx/layer.ts', '@/lib/model/spec'],
  ['lib/trace/select.ts', 'd3-array'],
  ['lib/backends/ort/run.ts', 'onnxruntime-web/wasm'],
  ['lib/worker/serve.ts', '@/lib/backends/ort/run'],
  ['lib/storage/models/store.ts', '@/lib/worker/download'],
  ['components/views/FateMap/FateMap.tsx', '@/lib/worker/client'],
  ['components/workbench/RunHeader.tsx', '@/components/publish/PublishButton'],
  ['components/run/RunViews.tsx', '@/components/palette'],
  ['app/page.tsx', '@/components/workbench/Workbench'],
  ['app/api/health/route.server.ts', '@/lib/server/database'],
  ['app/e/[id]/page.server.tsx', '@/lib/server/publications'],
  ['lib/server/routes.ts', './database'],
  ['workers/engine.worker.ts', '@/lib/worker/serve'],
  ['scripts/lens.ts', '@/lib/backends/ort/run'],
];

describe('import boundaries', () => {
  it.each(forbidden)('%s may not import %s', async (file, module) => {
    const written = `import { x } from '${module}';\nexport const y = x;\n`;
    expect(await rulesBroken(file, written)).toContain('no-restricted-imports');
    expect(await rulesBroken(file, `export const y = () => import('${module}');\n`)).toContain('no-restricted-syntax');
  });

  it.each(allowed)('%s may import %s', async (file, module) => {
    expect(await rulesBroken(file, `import { x } from '${module}';\nexport const y = x;\n`)).toEqual([]);
    expect(await rulesBroken(file, `export const y = () => import('${module}');\n`)).toEqual([]);
  });

  it('keeps clock, randomness, page and network out of the engine', async () => {
    const code = 'export const y = [Math.random(), Date.now(), performance.now(), document, fetch];\n';
    expect((await rulesBroken('lib/engine/plan.ts', code)).sort()).toEqual([
      'no-restricted-globals',
      'no-restricted-globals',
      'no-restricted-properties',
      'no-restricted-properties',
      'no-restricted-properties',
    ]);
  });
});
