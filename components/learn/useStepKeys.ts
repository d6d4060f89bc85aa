// Left and right arrow turn the lesson's pages, unless what has the focus uses them itself.

import { useEffect, useEffectEvent } from 'react';

/** Elements that answer to arrows by themselves, without preventing the default. */
const OWNERS = 'input, select, textarea, [contenteditable], [role=application], [role=menu], [role=dialog]';

export function useStepKeys(onTurn: (by: 1 | -1) => void): void {
  const turn = useEffectEvent(onTurn);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null;
      if (by === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
        return;
      if (event.target instanceof Element && event.target.closest(OWNERS)) return;
      event.preventDefault();
      turn(by);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
