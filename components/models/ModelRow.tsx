'use client';
// One model that can be run: what it is, what it takes to load, and the buttons that belong to it.

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import type { ChosenModel } from '@/components/engine/model';
import { MemoryLine } from './MemoryLine';
import type { LoadPlan } from './loadPlan';

interface ModelRowProps {
  readonly name: string;
  /** Short facts in one line; empty ones are left out. */
  readonly facts: readonly (string | null)[];
  /** Null while config.json is read or the device is not known. */
  readonly plan: LoadPlan | null;
  /** Null while it is not known; what is wrong with the files stands in `problem`. */
  readonly model: ChosenModel | null;
  readonly problem: string | null;
  /** It is the workbench's model. */
  readonly chosen: boolean;
  readonly onUse: (model: ChosenModel) => void;
  /** Further buttons. */
  readonly actions?: ReactNode;
  /** Below, unfolded on demand. */
  readonly children?: ReactNode;
}

export function ModelRow(props: ModelRowProps) {
  const { name, facts, plan, model, problem, chosen, onUse, actions, children } = props;
  return (
    <li aria-label={name} className="border-line border-t py-3 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="font-medium break-words">
            {name}
            {chosen && <span className="text-accent ml-2 text-xs font-normal whitespace-nowrap">in the workbench</span>}
          </h3>
          <p className="text-ink-2 tabular mt-0.5 text-xs break-words">{facts.filter(Boolean).join(' · ')}</p>
        </div>
        <div className="flex gap-2">
          <Button
            weight={chosen ? 'plain' : 'primary'}
            disabled={!model || !plan || plan.problem !== null || problem !== null}
            onClick={() => model && onUse(model)}
          >
            <span>
              Use in the workbench<span className="sr-only">: {name}</span>
            </span>
          </Button>
          {actions}
        </div>
      </div>
      {plan && <MemoryLine plan={plan} />}
      {problem && <p className="text-bad mt-1.5 text-xs break-words">{problem}</p>}
      {children}
    </li>
  );
}
