// Small pieces that the views share: fate swatches and legend, controls, an empty state. Props in, markup out.

import { Maximize2, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { fateStyles, shownFates, type ShownFate } from '@/components/palette';
import type { FateCounts } from '@/lib/trace/fate';
import type { Zoom } from './canvas';
import { formatCount } from './format';
import type { ViewProps } from './selection';

/** A fate as colour, texture and letter. */
export function FateSwatch({ fate }: { fate: ShownFate }) {
  return (
    <span aria-hidden className="fate-swatch" data-fate={fate}>
      {fateStyles[fate].letter}
    </span>
  );
}

/** Always shown beside whatever is coloured by fate; `counts` of the selected layer and step. */
export function FateLegend({ counts }: { counts: FateCounts | null }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-[var(--ink-2)]" aria-label="Fates">
      {shownFates.map((fate) => (
        <li key={fate} className="flex items-center gap-1.5" title={fateStyles[fate].meaning}>
          <FateSwatch fate={fate} />
          <span>{fateStyles[fate].label}</span>
          {counts && <span className="tabular-nums text-[var(--ink)]">{formatCount(counts[fate])}</span>}
        </li>
      ))}
    </ul>
  );
}

/** One of a few values, as a row of radio buttons. */
export function Choice<T extends string>(props: {
  label: string;
  name: string;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="view-choice">
      <legend className="sr-only">{props.label}</legend>
      {props.options.map(([value, label]) => (
        <label key={value} data-on={value === props.value || undefined}>
          <input
            type="radio"
            className="sr-only"
            name={props.name}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** What a view shows before there is anything to draw. */
export function EmptyState({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-32 place-items-center px-6 py-8 text-center text-sm text-balance text-[var(--ink-2)]">
      <p>{children}</p>
    </div>
  );
}

/** A quiet text button of the views' toolbars. */
export function ToolButton(props: {
  label: string;
  children: ReactNode;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}) {
  return (
    <button
      type="button"
      className="view-tool"
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

/** Zoom out, in and back to the whole; the keys that do the same are named in the tooltips. */
export function ZoomButtons(props: {
  zoom: Zoom;
  /** What is seen whole: "Whole prompt (0)". */
  whole: string;
  onZoom: (factor: number) => void;
}) {
  const { zoom, whole, onZoom } = props;
  const out = zoom.transform.k <= 1;
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      <ToolButton label="Zoom out (−)" onClick={() => onZoom(1 / 2)} disabled={out}>
        <Minus size={14} aria-hidden />
      </ToolButton>
      <ToolButton label="Zoom in (+)" onClick={() => onZoom(2)}>
        <Plus size={14} aria-hidden />
      </ToolButton>
      <ToolButton label={`Whole ${whole} (0)`} onClick={zoom.reset} disabled={out}>
        <Maximize2 size={13} aria-hidden />
      </ToolButton>
    </div>
  );
}

/** Leaves the first token out of scores and weights, whose scale it would set alone. */
export function SkipFirst({ selection, onSelect }: Pick<ViewProps, 'selection' | 'onSelect'>) {
  return (
    <label
      className="flex items-center gap-1.5 text-xs text-[var(--ink-2)]"
      title="The first token draws most of the attention whatever it is (an attention sink)"
    >
      <input
        type="checkbox"
        className="size-3.5 accent-[var(--accent)]"
        checked={selection.skipFirst}
        onChange={(event) => onSelect({ skipFirst: event.target.checked })}
      />
      leave out first token
    </label>
  );
}
