// What was typed into a text area before React took the page over, which then puts back the text that the server sent.

import { useEffect, useEffectEvent, useState } from 'react';

/**
 * Hands over, once, what stood in the text area `id` when it was hydrated, if that was not what the server had put there.
 * Give the text area `autoComplete="off"`, lest a browser that fills in forms again be taken for someone who types.
 */
export function useEarlyText(id: string, onEarly: (text: string) => void): void {
  const [early] = useState(() => changedText(id));
  const hand = useEffectEvent(onEarly);
  useEffect(() => {
    if (early !== null) hand(early);
  }, [early]);
}

/** Read while hydration renders, before it writes. */
function changedText(id: string): string | null {
  if (typeof document === 'undefined') return null;
  const area = document.getElementById(id);
  return area instanceof HTMLTextAreaElement && area.value !== area.defaultValue ? area.value : null;
}
