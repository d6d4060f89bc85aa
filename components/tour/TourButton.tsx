'use client';
// The way into the tour of the workbench: a button that offers it in words until it was taken or declined once; ?tour=1 starts it.

import 'driver.js/dist/driver.css';
import './tour.css';
import { Signpost, X } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import { createStore, useStore } from '@/components/ui/store';
import { startTour } from './startTour';

const SEEN_KEY = 'lazylens.tour.1';

/** Whether the tour was taken or declined. */
const seen = createStore<boolean>(readSeen);

export function TourButton() {
  const button = useRef<HTMLButtonElement>(null);
  const [wish, setWish] = useQueryState('tour', parseAsString.withOptions({ history: 'replace' }));
  const known = useStore(seen, true);
  const [failed, setFailed] = useState(false);
  const leaving = useRef<AbortController>(null);

  // The tour ends with the page that it is of.
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const start = (): void => {
    const signal = leaving.current?.signal;
    if (!signal) return;
    keepSeen();
    startTour(button.current, signal).catch(() => setFailed(true));
  };
  const startWished = useEffectEvent(() => {
    void setWish(null);
    start();
  });
  useEffect(() => {
    if (wish !== null) startWished();
  }, [wish]);

  return (
    <span className="inline-flex items-center">
      <Button
        ref={button}
        weight={known ? 'quiet' : 'plain'}
        title="Shows the panels of this page, one after the other"
        onClick={() => {
          setFailed(false);
          start();
        }}
      >
        <Signpost size={14} aria-hidden /> {known ? 'Tour' : 'New here? Take the tour'}
      </Button>
      {!known && (
        <IconButton label="No tour, thanks" onClick={keepSeen}>
          <X size={14} aria-hidden />
        </IconButton>
      )}
      {failed && (
        <span role="alert" className="text-bad text-xs">
          The tour could not be fetched: reload the page.
        </span>
      )}
    </span>
  );
}

function readSeen(): boolean {
  try {
    return localStorage.getItem(SEEN_KEY) !== null;
  } catch {
    return true; // a browser that remembers nothing would be offered it for ever
  }
}

function keepSeen(): void {
  seen.set(true);
  try {
    localStorage.setItem(SEEN_KEY, 'yes');
  } catch {
    // Remembered until the page is left.
  }
}
