'use client';
// The lesson: one step at a time, each with a link of its own, moved through by buttons, links, keys and the browser's Back.

import { parseAsString, useQueryState } from 'nuqs';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { LessonStep } from './LessonStep';
import { stepIndex, steps } from './lessons';
import { Progress } from './Progress';
import { useStepKeys } from './useStepKeys';

export function LearnPage() {
  const [name, setName] = useQueryState('step', parseAsString.withOptions({ history: 'push', scroll: false }));
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const index = stepIndex(name);
  const step = steps[index];
  const go = (to: number): void => {
    const next = steps[to];
    if (next && to !== index) void setName(next.name);
  };
  useStepKeys((by) => go(index + by));
  const heading = useRef<HTMLHeadingElement>(null);
  const top = useRef<HTMLDivElement>(null);
  useFocusOnChange(heading, top, index);

  if (!step) return null;
  return (
    <div ref={top}>
      <Progress steps={steps} index={index} done={done} onChoose={go} />
      <LessonStep
        key={step.name}
        step={step}
        index={index}
        count={steps.length}
        heading={heading}
        done={done.has(step.name)}
        onDone={() => setDone((before) => (before.has(step.name) ? before : new Set([...before, step.name])))}
        previous={steps[index - 1] ?? null}
        next={steps[index + 1] ?? null}
        onStep={(by) => go(index + by)}
      />
    </div>
  );
}

/** Moves the focus to the heading of a new step, so that a screen reader starts there, and the step into sight; not as the page opens. */
function useFocusOnChange(
  heading: RefObject<HTMLElement | null>,
  top: RefObject<HTMLElement | null>,
  index: number,
): void {
  const shown = useRef(index);
  useEffect(() => {
    if (shown.current === index) return;
    shown.current = index;
    heading.current?.focus({ preventScroll: true });
    if ((top.current?.getBoundingClientRect().top ?? 0) < 0) top.current?.scrollIntoView();
  }, [heading, top, index]);
}
