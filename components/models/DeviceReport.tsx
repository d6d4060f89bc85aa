'use client';
// What this browser offers and lacks, what follows and what helps; as text for a bug report.

import { Check, CircleAlert, CircleHelp, CircleX, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import type { Facts } from '@/lib/capabilities/facts';
import { type Finding, type FindingState, judge, machineName, machineOf } from '@/lib/capabilities/judge';
import { reportText } from '@/lib/capabilities/report';
import { engineVersions } from '@/lib/version';

const marks: Record<FindingState, { Icon: typeof Check; colour: string; word: string }> = {
  good: { Icon: Check, colour: 'text-good', word: 'Fine' },
  limited: { Icon: CircleAlert, colour: 'text-warn', word: 'Limited' },
  missing: { Icon: CircleX, colour: 'text-bad', word: 'Missing' },
  unknown: { Icon: CircleHelp, colour: 'text-ink-2', word: 'Unknown' },
};

export function DeviceReport({ facts }: { facts: Facts | null }) {
  if (!facts) return <p className="text-ink-2 text-sm">Asking the browser what it offers…</p>;
  const machine = machineOf(facts);
  return (
    <>
      <p>
        Models run on <strong className="font-semibold">{machineName(machine)}</strong>
        {machine.kind === 'webgpu' && <span className="text-ink-2"> · {machine.adapter}</span>}
      </p>
      <ul className="mt-3">
        {judge(facts).map((finding) => (
          <FindingRow key={finding.item} finding={finding} />
        ))}
      </ul>
      <CopyReport facts={facts} />
    </>
  );
}

function FindingRow({ finding: { item, state, found, why, remedy } }: { finding: Finding }) {
  const { Icon, colour, word } = marks[state];
  return (
    <li className="border-line grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2 border-t py-1.5 text-xs">
      <Icon size={14} className={`mt-px ${colour}`} aria-hidden />
      <div>
        <p className="flex flex-wrap justify-between gap-x-3">
          <span>
            <span className="sr-only">{word}: </span>
            {item}
          </span>
          <span className="text-ink-2 break-words">{found}</span>
        </p>
        {why && <p className="mt-1">{why}</p>}
        {remedy && (
          <p className="text-ink-2 mt-1 break-words">
            <WithCode text={remedy} />
          </p>
        )}
      </div>
    </li>
  );
}

/** Flags, addresses and headers are set apart, and break only where they must. */
function WithCode({ text }: { text: string }) {
  return text.split(/((?:--|chrome:|edge:|about:|dom\.|javascript\.|Cross-Origin-)[^\s,;]*[^\s,;.:])/).map((part, i) =>
    i % 2 === 1 ? (
      <code key={i} className="text-ink inline-block max-w-full font-mono break-words [font-variant-ligatures:none]">
        {part}
      </code>
    ) : (
      part
    ),
  );
}

function CopyReport({ facts }: { facts: Facts }) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const text = reportText(facts, engineVersions.lazylens);
  const copy = async (): Promise<void> => {
    try {
      // Absent on insecure addresses, whatever its type says.
      await (navigator as { clipboard?: Clipboard }).clipboard?.writeText(text);
      setOutcome('clipboard' in navigator ? 'copied' : 'refused');
    } catch {
      setOutcome('refused');
    }
  };
  return (
    <div className="border-line border-t pt-3">
      <Button onClick={() => void copy()}>
        <Copy size={14} aria-hidden /> {outcome === 'copied' ? 'Copied' : 'Copy for a bug report'}
      </Button>
      <p className="sr-only" role="status">
        {outcome === 'copied' ? 'The report is on the clipboard.' : ''}
      </p>
      {outcome === 'refused' && (
        <textarea
          aria-label="Report, to be copied by hand"
          readOnly
          rows={6}
          value={text}
          className="border-line-2 bg-surface-2 mt-2 w-full rounded-sm border p-2 font-mono text-xs"
          onFocus={(event) => event.target.select()}
        />
      )}
    </div>
  );
}
