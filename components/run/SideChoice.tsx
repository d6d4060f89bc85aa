// Which side of a run the views show.

import { Segmented } from '@/components/ui/Choice';
import type { Trace } from '@/lib/trace/schema';
import { sideName } from './format';

interface SideChoiceProps {
  /** The side that is not full prefill. */
  readonly pruned: Trace;
  readonly side: 'full' | 'pruned';
  readonly onSide: (side: 'full' | 'pruned') => void;
}

export function SideChoice({ pruned, side, onSide }: SideChoiceProps) {
  return (
    <Segmented
      label="Side shown"
      value={side}
      options={[
        { value: 'pruned', label: sideName(pruned) },
        { value: 'full', label: 'Full prefill' },
      ]}
      onChange={onSide}
    />
  );
}
