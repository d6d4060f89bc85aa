// What a sentence says of a run, as numbers that can be measured in it. Knows traces and places; no words, no model.

import { type Fate, fateAt, traceFates } from '@/lib/trace/fate';
import type { Comparison, Trace } from '@/lib/trace/schema';
import { activePositions, pieceAt, segmentOfLayer, stagesOf, traceWords } from '@/lib/trace/select';
import type { Side } from '@/lib/trace/run';

/** Where in a run: as in a link, with the layer counted from 1. */
export interface Place {
  readonly side: Side;
  readonly step: number;
  readonly layer: number;
  readonly token?: number | undefined;
  /** The word of `token`. */
  readonly word?: string | undefined;
  /** Last token of a range that begins with `token`. */
  readonly upTo?: number;
}

/** What can be measured at a place. */
interface Measures {
  /** Tokens that there are in the step. */
  readonly tokens: number;
  /** Tokens that are active in the layer. */
  readonly active: number;
  /** Tokens that run through the layer. */
  readonly computed: number;
  /** Tokens taken from the Aux Cache before the layer, after the cut before it. */
  readonly revived: number;
  /** Of these, digits. */
  readonly revivedDigits: number;
  /** Tokens taken from the Aux Cache anywhere in the step. */
  readonly revivedInStep: number;
  /** Layer of the cut before the layer; 0 for the first layers. */
  readonly after: number;
  /** Tokens that are kept whatever their score. */
  readonly sinks: number;
  /** Word that the step writes. */
  readonly writes: string;
  /** Of the token: its fate in the layer, and the deepest layer in which it is active. */
  readonly fate: Fate | null;
  readonly activeTo: number;
  /** Its rank by score at the pruning layer, the highest is 1; null where it was not scored. */
  readonly rank: number | null;
  /** Steps from this one to the one that writes its word; null where none does. */
  readonly writtenAfter: number | null;
  /** Prompt tokens with its text, and those of them with its fate in the layer. */
  readonly places: number;
  readonly placesAlike: number;
  /** Tokens of the range, and those of them that are active in the layer. */
  readonly range: number;
  readonly rangeActive: number;
}

/** Values that a run has to show, at the place that a sentence points at or, in part, at another. */
export type Fact = Partial<Place> & Partial<Measures>;

/** Which facts the run does not show, one line each; `at` is where a fact names no place of its own. */
export function factFaults(facts: readonly Fact[], at: Place, run: Comparison): string[] {
  return facts.flatMap(({ side, step, layer, token, word, upTo, ...expected }) => {
    const own = { side, step, layer, token, word, upTo };
    const place: Place = {
      ...at,
      ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    };
    const trace = run[place.side];
    if (!trace.steps[place.step]) return [`the ${place.side} side has no step ${place.step}`];
    const found = wordOf(trace, place.token);
    if (place.word !== undefined && place.word !== found)
      return [`token ${place.token} is "${found}", not "${place.word}"`];
    return Object.entries(expected).flatMap(([name, value]) => {
      const measured = measuring[name as keyof Measures](trace, place);
      if (measured === value) return [];
      const where = `step ${place.step}, layer ${place.layer}${place.token === undefined ? '' : `, token ${place.token}`}`;
      return [`${name} is ${JSON.stringify(measured)}, not ${JSON.stringify(value)} (${where})`];
    });
  });
}

type Measuring = { readonly [Name in keyof Measures]: (trace: Trace, place: Place) => Measures[Name] };

const measuring: Measuring = {
  tokens: (trace, { step }) => stepOf(trace, step).position + 1,
  active: (trace, place) => activeAt(trace, place).length,
  computed: (trace, place) => segmentAt(trace, place).computed.length,
  revived: (trace, place) => segmentAt(trace, place).revived.length,
  revivedDigits: (trace, place) =>
    segmentAt(trace, place).revived.filter((position) => /^\d$/.test(wordOf(trace, position))).length,
  revivedInStep: (trace, { step }) => new Set(stepOf(trace, step).segments.flatMap(({ revived }) => revived)).size,
  after: (trace, place) => segmentAt(trace, place).firstLayer - 1,
  sinks: ({ config }) => config.sinks,
  writes: (trace, { step }) => wordOf(trace, stepOf(trace, step).position + 1),
  fate: fateOf,
  activeTo: (trace, place) => {
    const within = (layer: number) => activeAt(trace, { ...place, layer }).includes(place.token ?? -1);
    return Array.from({ length: trace.model.spec.layers }, (_, i) => i + 1).findLast(within) ?? 0;
  },
  rank: (trace, { step, layer, token }) => {
    const stage = stagesOf(trace, stepOf(trace, step)).find((each) => each.layer === layer);
    const own = stage?.scores[stage.active.indexOf(token ?? -1)];
    return stage && own !== undefined ? 1 + stage.scores.filter((score) => score > own).length : null;
  },
  writtenAfter: (trace, { step, token }) => {
    const later = trace.steps
      .slice(step)
      .findIndex(({ position }) => wordOf(trace, position + 1) === wordOf(trace, token));
    return later < 0 ? null : later;
  },
  places: (trace, place) => placesOf(trace, place).length,
  placesAlike: (trace, place) =>
    placesOf(trace, place).filter((token) => fateOf(trace, { ...place, token }) === fateOf(trace, place)).length,
  range: (_, { token = 0, upTo = token }) => upTo - token + 1,
  rangeActive: (trace, place) => {
    const { token = 0, upTo = token } = place;
    return activeAt(trace, place).filter((position) => position >= token && position <= upTo).length;
  },
};

function stepOf({ steps }: Trace, step: number): Trace['steps'][number] {
  const found = steps[step];
  if (!found) throw new RangeError(`no step ${step}`);
  return found;
}

function segmentAt(trace: Trace, { step, layer }: Place): Trace['steps'][number]['segments'][number] {
  const found = stepOf(trace, step).segments[segmentOfLayer(stepOf(trace, step), layer)];
  if (!found) throw new RangeError(`no layer ${layer}`);
  return found;
}

function activeAt(trace: Trace, { step, layer }: Place): readonly number[] {
  return activePositions(stepOf(trace, step), segmentOfLayer(stepOf(trace, step), layer));
}

function fateOf(trace: Trace, { step, layer, token = -1 }: Place): Fate | null {
  return fateAt(traceFates(trace)[step], layer, token);
}

function placesOf({ input }: Trace, { token = -1 }: Place): number[] {
  return input.pieces.flatMap((piece, position) => (piece === input.pieces[token] ? [position] : []));
}

function wordOf(trace: Trace, position: number | undefined): string {
  return position === undefined ? '' : pieceAt(trace, position, traceWords(trace)).trim();
}
