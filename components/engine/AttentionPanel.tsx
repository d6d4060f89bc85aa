'use client';
// Attention of one head on demand: asks the engine to replay the recorded step, if it holds the model that made the trace.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { AttentionHeatmap } from '@/components/views/AttentionHeatmap/AttentionHeatmap';
import type { AttentionSlot } from '@/components/run/RunViews';
import type { AttentionRequest, AttentionState } from '@/components/views/selection';
import { isAbort } from '@/lib/errors';
import { formatBytes } from '@/lib/bytes';
import type { Trace } from '@/lib/trace/schema';
import type { Event, LoadedModel } from '@/lib/worker/protocol';
import { engineClient } from './engine';
import type { ChosenModel } from './model';
import { rowReader } from './rowReader';
import { createStore, useStore } from '@/components/ui/store';

interface AttentionPanelProps extends AttentionSlot {
  /** The model that would be loaded; null where the page offers none, since the one that made the run is not on this device. */
  readonly chosen: ChosenModel | null;
  /** What the engine holds. */
  readonly model: LoadedModel | null;
  /** A run or a load is under way: the engine does one thing at a time. */
  readonly busy: boolean;
  readonly onLoad: () => void;
}

/** Maps not looked at leave soon, large ones (5 MiB at 2,048 tokens, 89 MiB at 8,192) at once. */
const GC_MS = 60_000;
const LARGE_TOKENS = 2048;

const start: Event<'attention'> = { phase: 'replay', done: 0, total: 1 };
const progressStore = createStore(() => start);

export function AttentionPanel({ runId, chosen, model, busy, onLoad, ...view }: AttentionPanelProps) {
  const { trace, selection } = view;
  const queryClient = useQueryClient();
  const [request, setRequest] = useState<AttentionRequest | null>(null);
  const progress = useStore(progressStore, start);
  const matches = model !== null && isSame(model, trace.model);
  const queryKey = ['attention', runId, selection.side, request];
  const query = useQuery({
    queryKey,
    enabled: request !== null && matches && !busy,
    gcTime: trace.input.ids.length > LARGE_TOKENS ? 0 : GC_MS,
    structuralSharing: false,
    queryFn: ({ signal }) => {
      const { step, layer, head } = request ?? { step: 0, layer: 1, head: 'mean' as const };
      progressStore.set(start);
      return engineClient().call(
        'attention',
        { ids: trace.input.ids, config: trace.config, steps: trace.steps.slice(0, step + 1), step, layer, head },
        { signal, onEvent: progressStore.set },
      );
    },
  });

  const replay = query.data?.replay ?? null;
  const head = request?.head ?? 'mean';
  const readRow = useMemo(() => rowReader(replay, head, busy), [replay, head, busy]);

  const obstacle = obstacleTo(trace, chosen, model, busy, request);
  const attention = ((): AttentionState => {
    if (request && query.data) return { at: 'ready', request, map: query.data, readRow };
    if (obstacle) return { at: 'unavailable', ...obstacle };
    if (!request) return { at: 'idle' };
    if (query.isFetching) return { at: 'loading', request, ...progress };
    if (query.error && !isAbort(query.error)) return { at: 'failed', request, message: query.error.message };
    return { at: 'idle' };
  })();

  return (
    <AttentionHeatmap
      {...view}
      attention={attention}
      onRequest={(next) => {
        setRequest(next);
        // Once the model is there, the request is answered without another press.
        if (!matches && !busy) onLoad();
        // A request that failed or was stopped is tried again.
        if (query.error) void queryClient.resetQueries({ queryKey: ['attention', runId, selection.side, next] });
      }}
      onCancel={() => {
        void queryClient.cancelQueries({ queryKey });
        setRequest(null);
      }}
    />
  );
}

/** Why attention cannot be computed at once, and what would help; null where nothing is in the way. */
function obstacleTo(
  trace: Trace,
  chosen: ChosenModel | null,
  model: LoadedModel | null,
  busy: boolean,
  request: AttentionRequest | null,
): { reason: string; action?: string } | null {
  if (busy) {
    return request
      ? { reason: `Attention of layer ${request.layer} follows as soon as the engine is free.` }
      : { reason: 'The engine is at work: attention can be computed when it is free.' };
  }
  if (model && isSame(model, trace.model)) return null;
  if (!chosen) {
    return {
      reason: `Attention maps are too large to record: they are computed again by the model that made the run. ${trace.model.id} is not on this device; the Models page says how to get it.`,
    };
  }
  if (trace.model.id === chosen.label && trace.model.id !== model?.id) {
    const size = chosen.sizeBytes === null ? '' : formatBytes(chosen.sizeBytes);
    return {
      reason: `Attention maps are too large to record: they are computed again from the run when asked for. That takes the model, ${size || chosen.label}, which is not loaded yet.`,
      action: `Load ${chosen.label}${size && ` (${size})`} and compute`,
    };
  }
  return {
    reason:
      model?.id === trace.model.id
        ? `This run was made with other weights of ${trace.model.id} than those loaded: its attention would be another model’s.`
        : `This run was made with ${trace.model.id}: choose that model at the top, and its attention can be computed.`,
  };
}

/** Whether a trace was made with the loaded model. Weights without a hash are told apart by name and shape only. */
export function isSame(model: LoadedModel, made: Trace['model']): boolean {
  const hashes = [model.sha256, made.sha256].filter((hash) => hash !== null);
  return model.id === made.id && model.spec.layers === made.spec.layers && new Set(hashes).size < 2;
}
