// Runs the tour with driver.js, which is fetched when it is first wanted. Knows the stops, not the workbench.

import type { Driver } from 'driver.js';
import { presentStops } from './stops';

/**
 * Starts the tour of the panels on the page; does nothing where there are none, or while one is shown. The focus goes to the tour and, at
 * its end, back to `opener`. Rejects where the tour's code cannot be fetched.
 */
export async function startTour(opener: HTMLElement | null): Promise<Driver | null> {
  const { driver } = await import('driver.js');
  const stops = presentStops();
  if (stops.length === 0 || document.body.classList.contains('driver-active')) return null;
  const tour = driver({
    steps: stops.map(({ title, text, find }) => ({
      // Looked up when shown: a panel may be drawn anew in the meantime.
      element: () => find() ?? document.body,
      popover: { title, description: text },
    })),
    animate: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    duration: 250,
    showProgress: true,
    progressText: '{{current}} of {{total}}',
    nextBtnText: 'Next',
    prevBtnText: 'Back',
    doneBtnText: 'Done',
    // Panels are looked at, not used: the focus stays in the tour until it ends.
    disableActiveInteraction: true,
    stagePadding: 4,
    stageRadius: 2,
    overlayOpacity: 0.55,
    popoverClass: 'lens-tour',
    onPopoverRender: ({ wrapper }) => wrapper.setAttribute('aria-modal', 'true'),
    // driver.js marks the panel as if it were a button that opens the tour, which a section may not be.
    onHighlighted: (element) => {
      for (const name of ['aria-haspopup', 'aria-expanded', 'aria-controls']) element?.removeAttribute(name);
    },
    onDestroyed: () => opener?.focus(),
  });
  tour.drive();
  return tour;
}
