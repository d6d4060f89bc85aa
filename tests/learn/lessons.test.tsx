// The steps of the lesson on the runs that come with the page: each opens, says the run's numbers, and asks for what can be done.

import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { lessonRuns } from '@/components/learn/lesson';
import { stepIndex, steps } from '@/components/learn/lessons';
import { defaultSelection, type Selection } from '@/components/views/selection';
import { readComparison } from '@/lib/trace/file';

const runs = Object.fromEntries(
  lessonRuns.map((id) => [id, readComparison(readFileSync(`public/experiments/${id}.json`, 'utf8'))]),
);
const runOf = (step: (typeof steps)[number]) => runs[step.run]!;
const text = (element: React.ReactNode) => renderToStaticMarkup(<>{element}</>).replace(/<[^>]*>/g, '');

it('are ten, with links of their own; an unknown link opens the first', () => {
  expect(steps).toHaveLength(10);
  expect(new Set(steps.map(({ name }) => name)).size).toBe(10);
  steps.forEach(({ name }, i) => expect(stepIndex(name)).toBe(i));
  expect(stepIndex('no-such-step')).toBe(0);
  expect(stepIndex(null)).toBe(0);
});

describe.each(steps.map((step) => [step.name, step] as const))('%s', (_, step) => {
  const comparison = runOf(step);
  const opening: Selection = { ...defaultSelection, ...step.opening(comparison) };

  it('says something, without a gap where a number should be', () => {
    const said = text(step.text(comparison));
    expect(said.length).toBeGreaterThan(300);
    expect(said).not.toMatch(/NaN|Infinity|undefined|null|\bof 0\b/);
    expect(text(step.task(comparison))).not.toBe('');
  });

  it('has a task that is not done as the step opens, and that the selection or the view can do', () => {
    const { done } = step;
    if (!done) return expect(step.View.length).toBe(1);
    expect(done(opening, comparison)).toBe(false);
    const { pruned } = comparison;
    const choices: Partial<Selection>[] = [
      { scale: 'log' },
      { step: pruned.steps.length - 1 },
      ...pruned.input.ids.map((__, position) => ({ position })),
    ];
    expect(choices.some((choice) => done({ ...opening, ...choice }, comparison))).toBe(true);
  });
});

it('say the numbers of the run, not typed ones: another run gives another text', () => {
  for (const step of steps.filter(({ name }) => !['loss', 'try'].includes(name))) {
    expect(text(step.text(runs['passkey']!)), step.name).not.toBe(text(step.text(runs['quotation']!)));
  }
});
