// The figures in a sentence about a run, in digits and in words, against those that are measured. Knows no run.

import type { Fact, Place } from './facts';

const cardinals = 'two three four five six seven eight nine ten eleven twelve'.split(' ');
const ordinals =
  'second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth'.split(
    ' ',
  );

/** Figures of a sentence that none of its facts holds. `one` and `first` are no figures: they are said of anything. */
export function unheldFigures(text: string, facts: readonly Fact[], at: Place): string[] {
  const held = new Set<unknown>([at, ...facts].flatMap((fact) => Object.values(fact)));
  const figures = text.match(/\d[\d,]*|\p{L}+/gu) ?? [];
  return figures.filter((figure) => {
    const value = valueOf(figure);
    return value !== null && !held.has(value);
  });
}

/** The number that a run of digits or a word stands for; null where it is another word. */
function valueOf(figure: string): number | null {
  if (/\d/.test(figure)) return Number(figure.replaceAll(',', ''));
  const word = figure.toLowerCase();
  const place = Math.max(cardinals.indexOf(word), ordinals.indexOf(word));
  return place < 0 ? null : place + 2;
}
