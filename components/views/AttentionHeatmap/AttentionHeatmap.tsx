'use client';
// Attention of one layer and head in one step: asks for the matrix, shows how far it is, and hands it to the plot.

import { useId } from 'react';
import { unreachable } from '@/lib/errors';
import { clampIndex, stepName } from '../format';
import { Choice, SkipFirst } from '../parts';
import type { AttentionProps, AttentionRequest } from '../selection';
import { HeatmapPlot } from './HeatmapPlot';

export function AttentionHeatmap(props: AttentionProps) {
  const { trace, selection, onSelect, attention, onRequest } = props;
  const name = useId();
  const { layers, heads } = trace.model.spec;
  const wanted: AttentionRequest = {
    step: clampIndex(selection.step, trace.steps.length),
    layer: clampIndex(selection.layer - 1, layers) + 1,
    head: selection.head === 'mean' ? 'mean' : clampIndex(selection.head, heads),
  };
  const choose = (patch: Partial<Pick<AttentionRequest, 'layer' | 'head'>>) => {
    onSelect(patch);
    // Who has asked once goes on looking: a change of layer or head asks again.
    if (attention.at === 'ready' || attention.at === 'loading') onRequest({ ...wanted, ...patch });
  };
  return (
    <div className="view-room flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-[var(--ink-2)]">
        <label className="flex items-center gap-2">
          Layer
          <select
            className="view-select"
            value={wanted.layer}
            onChange={(event) => choose({ layer: Number(event.target.value) })}
          >
            {Array.from({ length: layers }, (_, i) => (
              <option key={i} value={i + 1}>
                {i + 1}
              </option>
            ))}
          </select>
        </label>
        <label className="flex items-center gap-2">
          Head
          <select
            className="view-select"
            value={wanted.head}
            onChange={(event) => choose({ head: event.target.value === 'mean' ? 'mean' : Number(event.target.value) })}
          >
            <option value="mean">mean of {heads}</option>
            {Array.from({ length: heads }, (_, i) => (
              <option key={i} value={i}>
                {i + 1}
              </option>
            ))}
          </select>
        </label>
        <Choice
          label="Colour scale"
          name={name}
          value={selection.scale === 'linear' ? 'linear' : 'log'}
          options={[
            ['linear', 'linear'],
            ['log', 'log'],
          ]}
          onChange={(scale) => onSelect({ scale })}
        />
        <SkipFirst selection={selection} onSelect={onSelect} />
      </div>
      <Body {...props} wanted={wanted} />
    </div>
  );
}

function Body(props: AttentionProps & { wanted: AttentionRequest }) {
  const { attention, wanted, onRequest, onCancel, trace } = props;
  const what = nameOf(wanted);
  if (trace.steps.length === 0) return <Notice>Attention can be computed once a run has finished.</Notice>;
  switch (attention.at) {
    case 'idle':
      return (
        <Notice action="Compute attention" onAction={() => onRequest(wanted)}>
          Replays {stepName(wanted.step)} up to layer {wanted.layer} and reads the attention of{' '}
          {wanted.head === 'mean' ? 'all heads, averaged' : `head ${wanted.head + 1}`}. Computed on demand, never inside
          a timed run.
        </Notice>
      );
    case 'unavailable':
      return (
        <Notice {...(attention.action && { action: attention.action, onAction: () => onRequest(wanted) })}>
          {attention.reason}
        </Notice>
      );
    case 'loading':
      return (
        <Notice {...(onCancel && { action: 'Stop', onAction: onCancel })}>
          <span className="mb-2 block">
            {attention.phase === 'replay' ? 'Replaying' : 'Reading'} {nameOf(attention.request)}
          </span>
          <progress
            className="view-progress"
            aria-label="Progress"
            value={attention.done}
            max={Math.max(1, attention.total)}
          />
        </Notice>
      );
    case 'failed':
      return (
        <Notice action="Try again" onAction={() => onRequest(wanted)}>
          <span role="alert">{attention.message}</span>
        </Notice>
      );
    case 'ready': {
      const { request } = attention;
      const stale = request.step !== wanted.step || request.layer !== wanted.layer || request.head !== wanted.head;
      return (
        <div className="view-room">
          {stale && (
            <p className="mb-2 flex flex-wrap items-center gap-3 text-xs text-[var(--ink-2)]">
              Still showing {nameOf(request)}.
              <button type="button" className="view-link" onClick={() => onRequest(wanted)}>
                Compute {what}
              </button>
            </p>
          )}
          <HeatmapPlot {...props} map={attention.map} readRow={attention.readRow} request={request} />
        </div>
      );
    }
    default:
      return unreachable(attention);
  }
}

function Notice(props: { children: React.ReactNode; action?: string; onAction?: () => void }) {
  return (
    <div className="grid min-h-44 place-items-center px-6 py-8 text-center text-sm text-[var(--ink-2)]">
      <div className="max-w-md text-balance">
        <div>{props.children}</div>
        {props.action && props.onAction && (
          <button type="button" className="view-button mt-4" onClick={props.onAction}>
            {props.action}
          </button>
        )}
      </div>
    </div>
  );
}

function nameOf({ step, layer, head }: AttentionRequest): string {
  return `${stepName(step)}, layer ${layer}, ${head === 'mean' ? 'mean over heads' : `head ${head + 1}`}`;
}
