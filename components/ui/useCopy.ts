// A text put on the clipboard, and whether that went well.

import { useState } from 'react';

interface Copying {
  /** `text` is on the clipboard. */
  readonly copied: boolean;
  /** The browser did not allow it. */
  readonly refused: boolean;
  readonly copy: () => void;
}

export function useCopy(text: string): Copying {
  // What was copied, so that another text is not called copied.
  const [copied, setCopied] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const write = async (): Promise<void> => {
    try {
      // Absent on insecure addresses, whatever its type says.
      const { clipboard } = navigator as { clipboard?: Clipboard };
      if (!clipboard) throw new Error('no clipboard');
      await clipboard.writeText(text);
      setCopied(text);
      setRefused(false);
    } catch {
      setRefused(true);
    }
  };
  return { copied: copied === text, refused, copy: () => void write() };
}
