// Where one is in the lesson: a link a step, which says whether its task was done.

import { Check } from 'lucide-react';
import type { Step } from './lesson';

interface ProgressProps {
  readonly steps: readonly Step[];
  readonly index: number;
  readonly done: ReadonlySet<string>;
  readonly onChoose: (index: number) => void;
}

export function Progress({ steps, index, done, onChoose }: ProgressProps) {
  return (
    <nav aria-label="Steps of the lesson" className="px-4 pt-5 md:px-5">
      <ol className="flex gap-1 sm:gap-1.5">
        {steps.map((step, i) => (
          <li key={step.name} className="min-w-0 flex-1">
            <a
              href={`?step=${step.name}`}
              aria-current={i === index ? 'step' : undefined}
              aria-label={`Step ${i + 1}: ${step.title}${done.has(step.name) ? ', task done' : ''}`}
              title={step.title}
              className="group text-ink-2 hover:text-ink aria-[current]:text-ink block py-2 text-xs"
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
                event.preventDefault();
                onChoose(i);
              }}
            >
              <span
                aria-hidden
                className={`block h-1 ${i === index ? 'bg-accent' : i < index ? 'bg-line-2' : 'bg-surface-3'} group-hover:brightness-90`}
              />
              <span aria-hidden className="mt-1.5 flex items-center gap-1 max-lg:justify-center">
                <span className="tabular">{i + 1}</span>
                <span className="truncate max-lg:hidden group-aria-[current]:font-medium">{step.label}</span>
                {done.has(step.name) && <Check size={12} className="text-good shrink-0 max-sm:hidden" />}
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
