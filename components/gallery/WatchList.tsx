'use client';
// What to look at in a recorded run: each sentence leads to the side, step, layer and token that show it.

import { Eye } from 'lucide-react';
import { useSelection } from '@/components/run/viewState';
import type { Watch } from '@/lib/experiment/entry';

export function WatchList({ watch }: { watch: readonly Watch[] }) {
  const [selection, onSelect] = useSelection({ step: -1, layer: -1 });
  return (
    <ol aria-label="What to look at" className="mt-3 grid max-w-3xl gap-1.5">
      {watch.map(({ text, at }) => {
        const { side, step, layer, token = null } = at;
        const current =
          selection.side === side &&
          selection.step === step &&
          selection.layer === layer &&
          selection.position === token;
        return (
          <li key={text}>
            <a
              href={hrefOf(at)}
              aria-current={current ? 'true' : undefined}
              className="hover:bg-surface-2 aria-[current]:bg-accent-soft -mx-2 flex items-start gap-2 rounded-sm px-2 py-1 text-sm text-pretty"
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onSelect({ side, step, layer, position: token });
                // The player sticks to the top, with the map of the step right below it.
                document.querySelector('[aria-label="Step player"]')?.scrollIntoView({ block: 'start' });
              }}
            >
              <Eye size={14} className="text-accent mt-0.5 shrink-0" aria-hidden />
              <span>
                {text}{' '}
                <span className="text-accent tabular whitespace-nowrap">
                  {step === 0 ? 'Prefill' : `Step ${step}`}, layer {layer}
                </span>
              </span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}

/** The same selection as the views' link. */
function hrefOf({ side, step, layer, token }: Watch['at']): string {
  const query = new URLSearchParams({ step: String(step), layer: String(layer) });
  if (side === 'full') query.set('side', side);
  if (token !== undefined) query.set('token', String(token));
  return `?${query}`;
}
