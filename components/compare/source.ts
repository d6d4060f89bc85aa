// What stands in files made from a comparison: both runs, and the link that opens it.

import type { Source } from '@/components/figures/OffersMenu';
import { slug } from '@/components/figures/save';
import { sideName } from '@/components/run/format';
import {
  linkOf,
  methodSentence,
  paperBibtex,
  permalinkOf,
  runBibtex,
  runWords,
  sentences,
} from '@/components/run/citation';
import { titleOf } from '@/lib/trace/run';
import type { Pair } from './pair';
import { placeName, places, type Place } from './state';

/** `path` is that of the comparison; null where not everyone can open it. */
export function sourceOfPair(pair: Pair, path: string | null): Source {
  const same = pair.a.run === pair.b.run;
  const runs = same ? [pair.a.run] : [pair.a.run, pair.b.run];
  const words = (place: Place): string => {
    const { run, trace } = pair[place];
    const link = path === null ? linkOf(permalinkOf(run)) : null;
    return `${placeName[place]}: run ${runWords(run, trace)}${link === null ? '' : ` (${link})`}.`;
  };
  return {
    name: ['lazylens-compare', ...runs.map((run) => slug(titleOf(run)))].join('-'),
    caption: (what) => sentences([what, ...places.map(words), methodSentence, linkOf(path)]),
    cites: `${same ? 'run' : 'both runs'} and paper`,
    bibtex: () => [...new Set(runs.map(runBibtex)), paperBibtex].join('\n'),
    framed: (figure) => ({ ...figure, notes: [...figure.notes, ...places.map((place) => whoIs(pair, place))] }),
  };
}

/** The source of a figure that shows one of the two runs. */
export function sourceOfPlace(source: Source, pair: Pair, place: Place): Source {
  const name = placeName[place];
  return {
    ...source,
    name: `${source.name}-${place}`,
    caption: (what) => source.caption(`Run ${name}. ${what}`),
    framed: (figure) => ({
      ...figure,
      title: `${name}. ${figure.title}`,
      notes: [...figure.notes, whoIs(pair, place)],
    }),
  };
}

function whoIs(pair: Pair, place: Place): string {
  return `${placeName[place]}: ${titleOf(pair[place].run)}, ${sideName(pair[place].trace)}.`;
}
