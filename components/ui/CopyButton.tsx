// A small button beside a text that is too long to show: puts the whole of it on the clipboard.

import { Check, Copy } from 'lucide-react';
import { IconButton } from './IconButton';
import { useCopy } from './useCopy';

export function CopyButton({ what, text }: { readonly what: string; readonly text: string }) {
  const { copied, refused, copy } = useCopy(text);
  const label = copied ? `${what} is on the clipboard` : refused ? `The browser refused the clipboard` : `Copy ${what}`;
  return (
    <>
      <IconButton label={label} className="-my-2 align-middle" onClick={copy}>
        {copied ? <Check size={13} className="text-good" aria-hidden /> : <Copy size={13} aria-hidden />}
      </IconButton>
      <span className="sr-only" role="status">
        {copied || refused ? label : ''}
      </span>
    </>
  );
}
