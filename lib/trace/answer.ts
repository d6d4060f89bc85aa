// Checks an answer against the expected one, by the rules of LongBench's question answering. Knows text only.

export interface AnswerCheck {
  /** Equal after normalization. */
  readonly exact: boolean;
  /** The first paragraph holds the expected words, in order and side by side: models that chat answer in sentences. */
  readonly contained: boolean;
  /** Token F1, 0..1. */
  readonly f1: number;
}

/**
 * Exact match and token F1 of an answer, normalized as LongBench and SQuAD do. Only the first line of the output counts, as base models
 * go on with a text of their own after it; for `contained` the first paragraph does.
 */
export function checkAnswer(output: string, expected: string): AnswerCheck {
  const answer = normalizeAnswer(output.trimStart().split('\n')[0] ?? '');
  const truth = normalizeAnswer(expected);
  const paragraph = normalizeAnswer(output.trimStart().split(/\n\s*\n/)[0] ?? '');
  const contained = truth !== '' && ` ${paragraph} `.includes(` ${truth} `);
  return { exact: answer === truth, contained, f1: tokenF1(words(answer), words(truth)) };
}

/** Lower case, without punctuation, articles and repeated white space: LongBench's normalization. */
export function normalizeAnswer(text: string): string {
  const bare = text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '');
  return words(bare.replace(/\b(a|an|the)\b/g, ' ')).join(' ');
}

/** Harmonic mean of precision and recall over words counted with their repetitions; two empty lists agree. */
function tokenF1(answer: readonly string[], truth: readonly string[]): number {
  if (answer.length === 0 || truth.length === 0) return answer.length === truth.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of truth) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of answer) {
    const count = left.get(word) ?? 0;
    if (count > 0) {
      common++;
      left.set(word, count - 1);
    }
  }
  return (2 * common) / (answer.length + truth.length);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
