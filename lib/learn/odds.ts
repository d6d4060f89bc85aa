// The odds of a guess against chance. Whole words are marked, so whole words are drawn: the tokens of one come together. Knows counts only.

export interface UrnWord {
  readonly tokens: number;
  /** Tokens that the model kept, of `tokens`. */
  readonly good: number;
}

export interface BlindChoice {
  /** Tokens that it marks on average. */
  readonly marked: number;
  /** Of these, kept ones on average. */
  readonly hits: number;
  /** Probability, 0..1, that it finds at least as many hits as were found. */
  readonly luck: number;
}

/** What drawing `drawn` different words comes to, all equally likely, held against `found` hits. Exact, by counting subsets. */
export function chooseBlindly(words: readonly UrnWord[], drawn: number, found: number): BlindChoice {
  const total = (of: (word: UrnWord) => number) => words.reduce((sum, word) => sum + of(word), 0);
  const share = words.length > 0 ? drawn / words.length : 0;
  const good = total((word) => word.good);
  const ways = waysByHits(words, drawn, good);
  const all = ways.reduce((sum, count) => sum + count, 0);
  const asGood = ways.slice(Math.max(0, found)).reduce((sum, count) => sum + count, 0);
  return { marked: share * total(({ tokens }) => tokens), hits: share * good, luck: all > 0 ? asGood / all : 0 };
}

/** How many sets of `drawn` words have 0, 1, 2, … `most` hits. Beyond 2^53 the counts are rounded, to 16 figures. */
function waysByHits(words: readonly UrnWord[], drawn: number, most: number): Float64Array {
  const ways = Array.from({ length: drawn + 1 }, () => new Float64Array(most + 1));
  ways[0]?.fill(1, 0, 1);
  for (const { good } of words) {
    // From the largest sets down, so that no word is drawn twice.
    for (let size = drawn; size > 0; size--) {
      const [into, from] = [ways[size], ways[size - 1]];
      for (let hits = good; into && from && hits <= most; hits++) {
        into[hits] = (into[hits] ?? 0) + (from[hits - good] ?? 0);
      }
    }
  }
  return ways[drawn] ?? new Float64Array(1);
}
