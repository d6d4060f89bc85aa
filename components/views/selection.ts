// The contract between the page and its views: what is looked at, and the props of every view. Types and defaults only.

import type { Position, TokenId } from '@/lib/engine/types';
import type { AttentionMap } from '@/lib/trace/attentionMap';
import type { ViewTrace } from '@/lib/trace/select';
import type { HoverStore } from './hover';

export type ScoreScale = 'linear' | 'log' | 'rank';
export type Head = number | 'mean';

/** What is looked at. Small and plain, so that it fits a link. */
export interface Selection {
  /** Which of the two generations; the page passes that one's trace to the views. */
  readonly side: 'full' | 'pruned';
  /** Index into `trace.steps`; 0 is the prefill. Views clamp it. */
  readonly step: number;
  /** Counted from 1. Views clamp it. */
  readonly layer: number;
  /** Query head, 0-based, as the worker counts; shown counted from 1. */
  readonly head: Head;
  /** Pinned token. */
  readonly position: Position | null;
  readonly scale: ScoreScale;
  /** Leaves the first token out of score charts: it takes most of the weight. */
  readonly skipFirst: boolean;
}

export const defaultSelection: Selection = {
  side: 'pruned',
  step: 0,
  layer: 1,
  head: 'mean',
  position: null,
  scale: 'log',
  skipFirst: false,
};

export type OnSelect = (patch: Partial<Selection>) => void;

/** Props of FateMap, PromptText, Importance and StepPlayer, and part of AttentionHeatmap's. */
export interface ViewProps {
  readonly trace: ViewTrace;
  readonly selection: Selection;
  readonly onSelect: OnSelect;
  readonly hover: HoverStore;
  /** Spells a token id where a tokenizer is loaded; without it the views use the words in the trace. */
  readonly tokenText?: ((id: TokenId) => string) | undefined;
}

export interface AttentionRequest {
  readonly step: number;
  readonly layer: number;
  readonly head: Head;
}

/** `ready` names what the map shows, so that a late answer is never taken for the present selection. */
export type AttentionState =
  | { readonly at: 'idle' }
  /** Nothing can be computed now, and why; `action` names what a request would do first ("Load the model and compute"). */
  | { readonly at: 'unavailable'; readonly reason: string; readonly action?: string }
  | {
      readonly at: 'loading';
      readonly request: AttentionRequest;
      readonly phase: 'replay' | 'read';
      readonly done: number;
      readonly total: number;
    }
  | { readonly at: 'failed'; readonly request: AttentionRequest; readonly message: string }
  | {
      readonly at: 'ready';
      readonly request: AttentionRequest;
      readonly map: AttentionMap;
      /** Exact weights of a row of the map (n), where they can be had now; null where not. Never rejects. */
      readonly readRow: (row: number) => Promise<Float32Array | null>;
    };

export interface AttentionProps extends ViewProps {
  readonly attention: AttentionState;
  readonly onRequest: (request: AttentionRequest) => void;
  /** Stops a computation under way. */
  readonly onCancel?: (() => void) | undefined;
  /** What a file says of the map, where it is not the attention of the trace's own side. */
  readonly named?: { readonly what: string; readonly of: string } | undefined;
}
