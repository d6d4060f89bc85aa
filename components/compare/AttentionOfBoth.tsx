'use client';
// Attention of one layer and head in both runs, and where it differs. A trace does not hold it: it is computed again when asked for,
// by the model that made both runs.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { useModelFor } from '@/components/engine/useModelFor';
import { sideName } from '@/components/run/format';
import { createStore, useStore } from '@/components/ui/store';
import { AttentionHeatmap } from '@/components/views/AttentionHeatmap/AttentionHeatmap';
import { Choice } from '@/components/views/parts';
import type { AttentionRequest, AttentionState, ScoreScale, ViewProps } from '@/components/views/selection';
import { isSame } from '@/components/engine/AttentionPanel';
import { engineClient, useEngineStatus } from '@/components/engine/engine';
import { useSettings } from '@/components/engine/settings';
import { useRunner } from '@/components/engine/useRunner';
import { formatBytes } from '@/lib/bytes';
import { differencingAttention } from '@/lib/compare/attention';
import { isAbort, type AppError } from '@/lib/errors';
import { inSlices } from '@/lib/slices';
import type { Trace } from '@/lib/trace/schema';
import type { Event } from '@/lib/worker/protocol';
import type { DifferenceProps } from './DifferenceMap/DifferenceMap';
import type { Pair } from './pair';
import { placeName, type Place } from './state';
import { wordAt } from './words';

interface AttentionOfBothProps extends DifferenceProps {
  /** A run's own props, for its own map. */
  readonly viewOf: (place: Place) => ViewProps;
}

type Shown = 'difference' | Place;

const start: Event<'attention'> = { phase: 'replay', done: 0, total: 1 };
const progressStore = createStore(() => start);

/** The rows of a map are asked for where a byte a weight is kept only; of a difference no engine has any. */
const noRow = () => Promise.resolve(null);

export function AttentionOfBoth({ pair, linked, look, hover, viewOf }: AttentionOfBothProps) {
  const { a, b } = pair;
  const name = useId();
  const queryClient = useQueryClient();
  const [shown, setShown] = useState<Shown>('difference');
  const [scale, setScale] = useState<ScoreScale>('log');
  const [request, setRequest] = useState<AttentionRequest | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [{ backend }] = useSettings();
  const { model: chosen } = useModelFor(a.trace);
  const runner = useRunner({ onRun: () => undefined, onError: setError });
  const status = useEngineStatus();
  const progress = useStore(progressStore, start);
  const loaded = status.at === 'ready' ? status.model : null;
  const busy = runner.state.at !== 'idle';
  const matches = loaded !== null && isSame(loaded, a.trace.model) && isSame(loaded, b.trace.model);

  const queryKey = ['attention-of-both', a.run.id, a.side, b.run.id, b.side, request];
  const query = useQuery({
    queryKey,
    enabled: request !== null && matches && !busy,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const wanted = request ?? { step: 0, layer: 1, head: 'mean' as const };
      // One after the other: the engine does one thing at a time.
      const mapA = await attentionOf(a.trace, wanted, signal);
      const mapB = await attentionOf(b.trace, wanted, signal);
      const difference = await inSlices(differencingAttention(pair.alignment, mapA, mapB), signal);
      return { a: mapA, b: mapB, difference };
    },
  });

  const attention = ((): AttentionState => {
    if (request && query.data) return { at: 'ready', request, map: query.data[shown], readRow: noRow };
    if (busy) return { at: 'unavailable', reason: 'The model is being loaded: attention follows.' };
    if (error && request) return { at: 'failed', request, message: error.message };
    if (!matches) return { at: 'unavailable', ...whatIsMissing(pair, chosen) };
    if (request && query.error && !isAbort(query.error)) return { at: 'failed', request, message: query.error.message };
    if (request && query.isFetching) return { at: 'loading', request, ...progress };
    return { at: 'idle' };
  })();

  const merged = useMemo(() => onOneAxis(pair), [pair]);
  const own = viewOf(shown === 'b' ? 'b' : 'a');
  const selection = { ...own.selection, scale };
  const view: ViewProps =
    shown === 'difference'
      ? {
          trace: merged,
          hover,
          selection: { ...selection, position: linked.column },
          onSelect: ({ position, ...patch }) => {
            if (position !== undefined) look({ column: position });
            else own.onSelect(patch);
          },
        }
      : { ...own, selection };
  const onSelect: ViewProps['onSelect'] = ({ scale: next, ...patch }) => {
    if (next) setScale(next);
    if (Object.keys(patch).length > 0) view.onSelect(patch);
  };

  const named =
    shown === 'difference'
      ? { what: 'Size of the difference of attention', of: 'A and B' }
      : { what: 'Attention', of: `${placeName[shown]}, ${sideName(pair[shown].trace)}` };

  return (
    <div className="flex flex-col gap-3">
      <Choice
        label="Map"
        name={`${name}-map`}
        value={shown}
        options={[
          ['difference', 'difference'],
          ['a', 'A'],
          ['b', 'B'],
        ]}
        onChange={setShown}
      />
      <AttentionHeatmap
        {...view}
        onSelect={onSelect}
        attention={attention}
        named={named}
        onRequest={(next) => {
          setError(null);
          setRequest(next);
          if (!matches && chosen && !busy) void runner.load(chosen, { backend });
          if (query.error) void queryClient.resetQueries({ queryKey: [...queryKey.slice(0, -1), next] });
        }}
        onCancel={() => {
          void queryClient.cancelQueries({ queryKey });
          setRequest(null);
        }}
      />
    </div>
  );
}

function attentionOf(trace: Trace, { step, layer, head }: AttentionRequest, signal: AbortSignal) {
  progressStore.set(start);
  const steps = trace.steps.slice(0, step + 1);
  return engineClient().call(
    'attention',
    { ids: trace.input.ids, config: trace.config, steps, step, layer, head },
    { signal, onEvent: progressStore.set },
  );
}

/** Why attention cannot be computed at once, and what would help. */
function whatIsMissing(
  { a, b }: Pair,
  chosen: ReturnType<typeof useModelFor>['model'],
): { reason: string; action?: string } {
  const [madeA, madeB] = [a.trace.model, b.trace.model];
  if (madeA.id !== madeB.id || (madeA.sha256 && madeB.sha256 && madeA.sha256 !== madeB.sha256)) {
    return { reason: 'The runs were made with different models: their heads have nothing to do with each other.' };
  }
  if (!chosen) {
    return {
      reason: `Attention maps are too large to record: the model that made both runs computes them again. ${madeA.id} is not on this device; the Models page says how to get it.`,
    };
  }
  const size = chosen.sizeBytes === null ? '' : ` (${formatBytes(chosen.sizeBytes)})`;
  return {
    reason: 'Attention maps are too large to record: the model that made both runs computes them again when asked for.',
    action: `Load ${chosen.label}${size} and compute`,
  };
}

/** A trace whose positions are the columns of the alignment, for the words of the map. */
function onOneAxis(pair: Pair): ViewProps['trace'] {
  const { input, ...trace } = pair.a.trace;
  const pieces = Array.from(pair.alignment.a, (_, column) => wordAt(pair, column));
  return { ...trace, input: { ...input, ids: pieces.map(() => 0), pieces } };
}
