'use client';
// Says whether the trace obeys the algorithm's invariants, and which it breaks. Never silent: a failing check is red.

import { Check, TriangleAlert } from 'lucide-react';
import { Popover } from 'radix-ui';
import { rules, ruleText } from '@/lib/trace/checks';
import type { ViewTrace } from '@/lib/trace/select';
import { useChecks } from './useChecks';

export function ChecksBadge({ trace }: { trace: ViewTrace }) {
  const violations = useChecks(trace);
  if (!violations) {
    return (
      <p className="check-badge" data-passed="pending" role="status">
        Checking…
      </p>
    );
  }
  const broken = new Set(violations.map(({ rule }) => rule));
  const passed = violations.length === 0;
  return (
    <Popover.Root>
      <Popover.Trigger className="check-badge" data-passed={passed}>
        {passed ? <Check size={13} aria-hidden /> : <TriangleAlert size={13} aria-hidden />}
        {passed ? 'Checks pass' : `${broken.size} of ${rules.length} checks fail`}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content aria-label="Checks" className="view-popover" align="end" sideOffset={6} collisionPadding={12}>
          <p className="mb-2 text-[var(--ink-2)]">
            The run held against the algorithm&rsquo;s invariants, every step and layer:
          </p>
          <ul className="space-y-1">
            {rules.map((rule) => (
              <li key={rule} className="flex gap-2">
                <span aria-hidden className={broken.has(rule) ? 'check-fail' : 'check-pass'}>
                  {broken.has(rule) ? '✕' : '✓'}
                </span>
                <span>
                  {ruleText[rule]}
                  <span className="sr-only">: {broken.has(rule) ? 'fails' : 'passes'}</span>
                </span>
              </li>
            ))}
          </ul>
          {!passed && (
            <ul
              className="mt-3 max-h-40 space-y-1 overflow-auto border-t border-[var(--line)] pt-2 tabular-nums"
              tabIndex={0}
            >
              {violations.slice(0, 20).map(({ message }, i) => (
                <li key={i}>{message}</li>
              ))}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
