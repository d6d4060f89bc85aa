// Runs the tour with driver.js, which is fetched when it is first wanted. Knows the stops, not the workbench.

import { panelOf, progressAt, stops } from './stops';

/**
 * Starts the tour of the panels on the page; does nothing while one is shown. The focus goes to the tour and, at
 * its end, back to `opener`. An abort ends it. Rejects where the tour's code cannot be fetched.
 */
export async function startTour(opener: HTMLElement | null, signal: AbortSignal): Promise<void> {
  const { driver } = await import('driver.js');
  if (signal.aborted || document.body.classList.contains('driver-active')) return;
  const tour = driver({
    steps: stops.map((stop) => ({
      // Looked up when its turn comes: panels are drawn one after the other, and anew.
      element: () => panelOf(stop) as Element, // null is skipped, though the library's types do not say so
      popover: { title: stop.title, description: stop.text },
    })),
    skipMissingElement: true,
    animate: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    duration: 250,
    showProgress: true,
    nextBtnText: 'Next',
    prevBtnText: 'Back',
    doneBtnText: 'Done',
    // Panels are looked at, not used: the focus stays in the tour until it ends.
    disableActiveInteraction: true,
    stagePadding: 4,
    stageRadius: 2,
    overlayOpacity: 0.55,
    popoverClass: 'lens-tour',
    onPopoverRender: ({ wrapper, progress }, { index }) => {
      wrapper.setAttribute('aria-modal', 'true');
      progress.textContent = progressAt(index ?? 0);
    },
    onHighlighted: (element, _, { state }) => {
      // driver.js marks the panel as if it were a button that opens the tour, which a section may not be.
      for (const name of ['aria-haspopup', 'aria-expanded', 'aria-controls']) element?.removeAttribute(name);
      state.popover?.nextButton.focus({ preventScroll: true });
    },
    onDestroyed: () => opener?.focus(),
  });
  signal.addEventListener('abort', tour.destroy, { once: true });
  tour.drive();
}
