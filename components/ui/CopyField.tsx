'use client';
// A text to take along: shown in full, copied with one press, selectable where the browser refuses the clipboard.

import { Check, Copy } from 'lucide-react';
import { useId } from 'react';
import { Button } from './Button';
import { useCopy } from './useCopy';

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  /** Lines shown; one where not given. */
  readonly rows?: number;
}

export function CopyField({ label, text, rows = 1 }: CopyFieldProps) {
  const id = useId();
  const { copied, refused, copy } = useCopy(text);
  const shown = {
    id,
    readOnly: true,
    value: text,
    spellCheck: false,
    onFocus: (event: { target: { select(): void } }) => event.target.select(),
    className:
      'border-line-2 bg-surface-2 min-w-0 flex-1 rounded-sm border px-2 py-1 font-mono text-xs leading-5 resize-none',
  };
  return (
    <div>
      <label htmlFor={id} className="text-ink-2 mb-1 block text-xs">
        {label}
      </label>
      <div className="flex items-start gap-2">
        {rows === 1 ? <input {...shown} /> : <textarea {...shown} rows={rows} />}
        <Button onClick={copy}>
          {copied ? <Check size={14} className="text-good" aria-hidden /> : <Copy size={14} aria-hidden />}
          {copied ? 'Copied' : 'Copy'}
          <span className="sr-only">: {label}</span>
        </Button>
      </div>
      <p className="sr-only" role="status">
        {copied ? `${label} is on the clipboard.` : ''}
      </p>
      {refused && (
        <p className="text-warn mt-1 text-xs">The browser refused the clipboard: select the text and copy it.</p>
      )}
    </div>
  );
}
