// The suite `tasks`: accuracy of full prefill and of LazyLLM on generated prompts with one right answer each.

import { workDone } from '@/lib/engine/cost';
import { createRandom } from '@/lib/engine/sample';
import { formatSchedule } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';
import { isExactMatch, makeTask, taskNames, type TaskName, type TaskPrompt } from '@/lib/tasks/tasks';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import { configOf, type BenchOptions } from './options';
import type { TaskResult } from './results';

/** Room for the longest answer and the newline that ends it. */
const ANSWER_TOKENS = 10;

/** A result for every task and schedule. The prompts are the same under every schedule and in every run of the suite. */
export async function* tasks(options: BenchOptions): AsyncGenerator<TaskResult> {
  const tokenizer = await options.tokenizer();
  for (const task of taskNames) {
    const prompts = Array.from({ length: options.settings.tasks }, (_, i) => makeTask(task, createRandom(i + 1)));
    for (const schedule of options.settings.schedules) {
      const scores: Score[] = [];
      for (const prompt of prompts) scores.push(await score(options, tokenizer, prompt, schedule));
      yield summary(task, schedule, scores);
    }
  }
}

/** One prompt, answered on both sides. */
interface Score {
  readonly tokens: number;
  readonly answer: string;
  readonly full: string;
  readonly pruned: string;
  readonly fullRight: boolean;
  readonly prunedRight: boolean;
  readonly kl: number;
  readonly argmaxEqual: boolean;
  readonly computed: number;
}

async function score(
  { client, signal }: BenchOptions,
  { encode, decode }: Tokenizer,
  { task, prompt, answer }: TaskPrompt,
  schedule: Schedule,
): Promise<Score> {
  const input = { ...encode(prompt), text: prompt };
  const comparison = await client.call(
    'compare',
    {
      input,
      config: configOf(schedule, ANSWER_TOKENS),
      repeats: 1,
      warmups: 0,
      title: task,
      presetId: null,
      expected: answer,
    },
    { signal },
  );
  const full = decode(comparison.full.output.ids);
  const pruned = decode(comparison.pruned.output.ids);
  return {
    tokens: input.ids.length,
    answer,
    full,
    pruned,
    fullRight: isExactMatch(full, answer),
    prunedRight: isExactMatch(pruned, answer),
    kl: comparison.fidelity.kl,
    argmaxEqual: comparison.fidelity.argmaxEqual,
    computed: workDone(comparison.pruned.steps, comparison.pruned.model.spec.layers).meanPromptShare,
  };
}

function summary(task: TaskName, schedule: Schedule, scores: readonly Score[]): TaskResult {
  const mean = (of: (score: Score) => number) => scores.reduce((sum, each) => sum + of(each), 0) / scores.length;
  return {
    kind: 'task',
    task,
    schedule: formatSchedule(schedule),
    n: scores.length,
    tokens: Math.round(mean(({ tokens }) => tokens)),
    accuracy: {
      full: mean(({ fullRight }) => Number(fullRight)),
      pruned: mean(({ prunedRight }) => Number(prunedRight)),
    },
    kl: mean(({ kl }) => kl),
    argmaxAgreement: mean(({ argmaxEqual }) => Number(argmaxEqual)),
    computed: mean(({ computed }) => computed),
    misses: scores
      .filter(({ fullRight, prunedRight }) => !fullRight || !prunedRight)
      .map(({ answer, full, pruned }) => ({ answer, full, pruned })),
  };
}
