// Where a run comes from: model and weights, what it ran on, versions, prompt and schedule. All that it takes to make it again.

import { formatDate, formatSchedule, sideName } from '@/components/run/format';
import { backendName } from '@/components/workbench/EngineChip';
import { deviceOf } from '@/lib/capabilities/browser';
import type { Comparison, Trace } from '@/lib/trace/schema';

export function Provenance({ comparison }: { comparison: Comparison }) {
  const { pruned, environment, createdAt, timing } = comparison;
  const { model, backend, engine, input, config } = pruned;
  const repeats = timing.samples.filter(({ mode }) => mode === 'full').length;
  const facts: readonly (readonly [term: string, fact: string, whole?: string])[] = [
    ['Model', model.id],
    model.sha256 ? ['Weights, SHA-256', `${model.sha256.slice(0, 16)}…`, model.sha256] : ['Weights', 'hash not known'],
    ...(backend.kind === 'webgpu'
      ? ([
          ['Backend', `WebGPU, ${numbersOf(backend)}`],
          ['GPU', backend.adapter],
        ] as const)
      : ([['Backend', `${backendName(backend.kind)}, ${numbersOf(backend)}, ${backend.adapter}`]] as const)),
    ['Browser', deviceOf(environment.userAgent) || 'not known', environment.userAgent],
    ['Made', formatDate(createdAt), createdAt],
    ['Versions', `LazyLens ${engine.lazylens}, onnxruntime ${engine.onnxruntime}`],
    ['Prompt', `${input.ids.length.toLocaleString('en')} tokens`],
    [
      'Schedule',
      `${sideName(pruned)}, ${formatSchedule(config.schedule)}${config.sinks > 0 ? `, ${config.sinks} sinks` : ''}`,
    ],
    ['Timed', repeats === 1 ? 'once a side' : `${repeats} times a side, in turns`],
  ];
  return (
    <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-2 text-xs sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]">
      {facts.map(([term, fact, whole]) => (
        <div key={term} className="min-w-0">
          <dt className="text-ink-2">{term}</dt>
          <dd className="tabular mt-0.5 break-words" title={whole}>
            {fact}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function numbersOf({ dtype, blocks }: Trace['backend']): string {
  return blocks ? `${blocks === 'q8' ? 8 : 4}-bit blocks and ${dtype}` : dtype;
}
