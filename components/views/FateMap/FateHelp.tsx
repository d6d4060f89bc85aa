'use client';
// What the five fates and the two caches are, for a reader who has not seen the paper.

import { CircleHelp } from 'lucide-react';
import { Popover } from 'radix-ui';
import { fateStyles, shownFates } from '@/components/palette';
import { FateSwatch } from '../parts';

export function FateHelp() {
  return (
    <Popover.Root>
      <Popover.Trigger className="view-tool" aria-label="What the fates mean" title="What the fates mean">
        <CircleHelp size={14} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="What the fates mean"
          className="view-popover"
          align="end"
          sideOffset={6}
          collisionPadding={12}
        >
          <p className="mb-2 text-[var(--ink-2)]">
            A row is a layer, a column a token. What becomes of a token in the step shown:
          </p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1.5">
            {shownFates.map((fate) => (
              <div key={fate} className="contents">
                <dt className="flex items-center gap-1.5">
                  <FateSwatch fate={fate} /> {fateStyles[fate].label}
                </dt>
                <dd className="text-[var(--ink-2)]">{fateStyles[fate].meaning}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-2.5 border-t border-[var(--line)] pt-2 text-[var(--ink-2)]">
            The KV cache holds the keys and values that a layer has computed. The Aux Cache holds the hidden states of
            pruned tokens, at the first layer that they did not reach: a revived token goes on from there.
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
