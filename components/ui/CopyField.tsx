'use client';
// A text to be copied: the field shows it, the button copies it, and where the browser forbids that, marks it for Ctrl+C.

import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from './Button';

interface CopyFieldProps {
  /** Name of the text; the button says "Copy " and this. */
  readonly label: string;
  readonly text: string;
}

export function CopyField({ label, text }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // Which text was copied, so that another one is not called copied.
  const [done, setDone] = useState<{ text: string; how: 'copied' | 'marked' } | null>(null);
  const how = done?.text === text ? done.how : null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setDone({ text, how: 'copied' });
    } catch {
      // No clipboard on an insecure address, or not allowed: what is marked can be copied by hand.
      field.current?.select();
      setDone({ text, how: 'marked' });
    }
  };
  return (
    <div>
      <div className="flex gap-2">
        <input
          ref={field}
          readOnly
          value={text}
          aria-label={label}
          className="border-line-2 bg-surface-2 text-ink-2 h-8 min-w-0 flex-1 rounded-sm border px-2 font-mono text-xs"
          onFocus={(event) => event.target.select()}
        />
        <Button weight="primary" onClick={() => void copy()}>
          {how === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {how === 'copied' ? 'Copied' : `Copy ${label.toLowerCase()}`}
        </Button>
      </div>
      <p role="status" className={how === 'marked' ? 'text-ink-2 mt-1.5 text-xs' : 'sr-only'}>
        {how === 'copied' ? 'Copied.' : how === 'marked' ? 'Marked: press Ctrl+C or ⌘C to copy.' : ''}
      </p>
    </div>
  );
}
