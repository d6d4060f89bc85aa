// The checks of a trace, at once where that takes no time and in short tasks where the trace is long.

import { useEffect, useMemo, useState } from 'react';
import { isAbort } from '@/lib/errors';
import { inSlices } from '@/lib/slices';
import { checkingTrace, checkTrace, type Violation } from '@/lib/trace/checks';
import { positionCount, type ViewTrace } from '@/lib/trace/select';

/** Positions times steps that are checked within a few milliseconds. */
const AT_ONCE = 20_000;

const known = new WeakMap<ViewTrace, readonly Violation[]>();

/** What is wrong with the trace; null while that is being found out. */
export function useChecks(trace: ViewTrace): readonly Violation[] | null {
  const short = positionCount(trace) * trace.steps.length <= AT_ONCE;
  const atOnce = useMemo(() => (short ? checkTrace(trace) : null), [trace, short]);
  const [, setDone] = useState<ViewTrace | null>(null);
  useEffect(() => {
    if (short || known.has(trace)) return;
    const controller = new AbortController();
    inSlices(checkingTrace(trace), controller.signal)
      .then((violations) => {
        known.set(trace, violations);
        setDone(trace);
      })
      .catch((thrown: unknown) => {
        if (!isAbort(thrown)) throw thrown;
      });
    return () => controller.abort();
  }, [trace, short]);
  return atOnce ?? known.get(trace) ?? null;
}
