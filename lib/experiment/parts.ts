// The parts of a run's page by name: what an embed, a lesson or a presentation shows is a choice of these.

export const parts = ['times', 'answers', 'player', 'fate', 'step', 'prompt', 'importance', 'attention'] as const;

export type Part = (typeof parts)[number];

export const partTitles: Record<Part, string> = {
  times: 'Time to first token',
  answers: 'Answers',
  player: 'Side and step',
  fate: 'Token fate map',
  step: 'This step',
  prompt: 'Prompt and output',
  importance: 'Importance',
  attention: 'Attention',
};

/** The parts that a comma-separated list names, unknown names left out; all of them where it names none. */
export function partsIn(list: string | null): ReadonlySet<Part> {
  const named = new Set((list ?? '').split(',').map((name) => name.trim()));
  const found = parts.filter((part) => named.has(part));
  return new Set(found.length > 0 ? found : parts);
}
