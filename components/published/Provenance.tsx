'use client';
// Where a run comes from: model and weights, what it ran on, versions, prompt and schedule. All that it takes to make it again.
// Folded to a line on a phone.

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '@/components/ui/CopyButton';
import { backendName, formatDate, formatSchedule, sideName } from '@/components/run/format';
import { deviceOf } from '@/lib/capabilities/browser';
import type { Comparison, Trace } from '@/lib/trace/schema';

export function Provenance({ comparison }: { comparison: Comparison }) {
  const [open, setOpen] = useState(false);
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
    <>
      <button
        type="button"
        aria-expanded={open}
        className="mt-3 flex w-full items-center justify-between gap-3 text-left text-xs sm:hidden"
        onClick={() => setOpen(!open)}
      >
        <span className="text-ink-2 min-w-0 break-words">
          <span className="text-ink font-medium">How it was made:</span> {model.id}, {backendName(backend.kind)}{' '}
          {backend.dtype}, {input.ids.length.toLocaleString('en')} tokens, {formatDate(createdAt)}
        </span>
        <ChevronDown size={16} aria-hidden className={`text-ink-2 shrink-0 ${open ? 'rotate-180' : ''}`} />
      </button>
      <dl
        className={`mt-3 grid-cols-2 gap-x-6 gap-y-2 text-xs sm:grid sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] ${open ? 'grid' : 'hidden'}`}
      >
        {facts.map(([term, fact, whole]) => (
          <div key={term} className="min-w-0">
            <dt className="text-ink-2">{term}</dt>
            <dd className="tabular mt-0.5 break-words" title={whole}>
              {fact}
              {term.startsWith('Weights') && whole && <CopyButton what="the whole hash" text={whole} />}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function numbersOf({ dtype, blocks }: Trace['backend']): string {
  return blocks ? `${blocks === 'q8' ? 8 : 4}-bit blocks and ${dtype}` : dtype;
}
