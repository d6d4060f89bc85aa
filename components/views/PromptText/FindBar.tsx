'use client';
// The tools above the prompt: find a text in it, copy it whole.

import { Check, ChevronDown, ChevronUp, Copy, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ToolButton } from '../parts';

export function FindBar(props: {
  query: string;
  onQuery: (query: string) => void;
  count: number;
  current: number;
  onStep: (by: 1 | -1) => void;
}) {
  const { query, onQuery, count, current, onStep } = props;
  return (
    <div className="flex items-center gap-1" role="search">
      <label className="view-find">
        <Search size={13} aria-hidden />
        <span className="sr-only">Find in prompt</span>
        <input
          type="search"
          value={query}
          placeholder="Find in prompt"
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && count > 0) onStep(event.shiftKey ? -1 : 1);
          }}
        />
        <output className="tabular-nums" aria-live="polite">
          {query === '' ? '' : count === 0 ? 'none' : `${current + 1}/${count}`}
        </output>
      </label>
      <ToolButton label="Previous match" onClick={() => onStep(-1)} disabled={count < 2}>
        <ChevronUp size={14} aria-hidden />
      </ToolButton>
      <ToolButton label="Next match" onClick={() => onStep(1)} disabled={count < 2}>
        <ChevronDown size={14} aria-hidden />
      </ToolButton>
    </div>
  );
}

/** Puts the prompt on the clipboard, character for character, and says so for a moment. */
export function CopyPrompt({ text }: { text: string }) {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  // Rejects where there is no clipboard, as on plain http, whatever its type says.
  const copy = async (): Promise<void> => navigator.clipboard.writeText(text);
  return (
    <>
      <ToolButton
        label="Copy the prompt"
        onClick={() =>
          void copy().then(
            () => setCopied('yes'),
            () => setCopied('no'),
          )
        }
      >
        {copied === 'yes' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </ToolButton>
      <span role="status" className={copied === 'no' ? 'text-xs text-[var(--ink-2)]' : 'sr-only'}>
        {copied === 'yes' && 'Copied'}
        {copied === 'no' && 'Not allowed here: select the text and copy it'}
      </span>
    </>
  );
}
