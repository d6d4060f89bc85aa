'use client';
// Starts something once, when the page has opened.

import { useEffect, useRef } from 'react';

export function AutoStart({ start }: { start: () => Promise<void> }) {
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void start();
  }, [start]);
  return null;
}
