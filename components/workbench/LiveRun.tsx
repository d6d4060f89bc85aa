'use client';
// A run while it runs: tokens alive in every layer of the present generation, and the times so far. Drawn from events that
// arrive anyway, ten times a second at most; no view of a trace is drawn before the run has ended, so as not to disturb timing.

import { format } from 'd3-format';
import { Section } from '@/components/ui/Section';
import { summarizeSamples } from '@/lib/trace/statistics';
import type { Progress } from '@/components/engine/progress';
import { progressStore } from '@/components/engine/progress';
import { useStore } from '@/components/ui/store';
import { TtftChart } from '@/components/run/timing/TtftChart';

const whole = format(',d');

type Running = Extract<Progress, { at: 'running' }>;

interface LiveRunProps {
  /** Tokens of the prompt; 0 while they are not counted. */
  readonly tokens: number;
  /** Of the model. */
  readonly layers: number;
  /** Name of the pruned side. */
  readonly prunedName: string;
}

export function LiveRun({ tokens, layers, prunedName }: LiveRunProps) {
  const progress = useStore(progressStore, null);
  const running = progress?.at === 'running' ? progress : null;
  const name = running?.side === 'full' ? 'Full prefill' : prunedName;
  const timed = running && running.samples.length + running.warmups.length > 0;
  return (
    <div className="border-line-2 bg-surface-2 grid grid-cols-1 border-b xl:grid-cols-2">
      <Section
        title={running ? `Running: ${name}` : 'Getting ready'}
        note={running ? liveNote(running, tokens, layers) : 'The model is loaded once; its time is not counted.'}
        className="border-t-0 xl:border-r"
      >
        <AliveBars alive={running?.alive ?? []} tokens={tokens} layers={layers} running={running} />
      </Section>
      <Section
        title="Times so far"
        note={timed ? 'Time to first token. Hollow marks are warm-ups.' : 'Every repeat appears here as it ends.'}
        className="max-xl:border-t xl:border-t-0"
      >
        <div className="min-h-36">
          {timed && (
            <TtftChart timing={summarizeSamples(running.samples)} warmups={running.warmups} prunedName={prunedName} />
          )}
        </div>
      </Section>
    </div>
  );
}

function liveNote({ step, layer, alive }: Running, tokens: number, layers: number): string {
  if (step > 0) return `Writing the answer: decode step ${step}.`;
  const now = alive.at(-1);
  if (now === undefined || tokens === 0) return 'Starting.';
  return `Prefill, layer ${layer} of ${layers}: ${whole(now)} of ${whole(tokens)} tokens alive.`;
}

/** A bar a layer, as high as the part of the prompt that is alive there. */
function AliveBars({
  alive,
  tokens,
  layers,
  running,
}: {
  alive: readonly number[];
  tokens: number;
  layers: number;
  running: Running | null;
}) {
  return (
    <div aria-hidden>
      <div className="flex h-28 items-end gap-px">
        {Array.from({ length: layers }, (_, i) => {
          const share = tokens > 0 ? (alive[i] ?? 0) / tokens : 0;
          const now = running?.step === 0 && running.layer === i + 1;
          return (
            <div key={i} className="relative h-full flex-1" style={{ background: 'var(--fate-out)' }}>
              <div
                className="absolute inset-x-0 bottom-0"
                style={{ height: `${share * 100}%`, background: now ? 'var(--accent)' : 'var(--fate-computed)' }}
              />
            </div>
          );
        })}
      </div>
      <div className="text-ink-2 tabular mt-1 flex justify-between text-xs">
        <span>layer 1</span>
        <span>tokens alive in prefill</span>
        <span>{layers}</span>
      </div>
    </div>
  );
}
