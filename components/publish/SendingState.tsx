// How far a publication is on its way.

import { ProgressBar } from '@/components/ui/ProgressBar';
import type { Sending } from './usePublish';

/** `sending` is null while the run is packed. */
export function SendingState({ sending }: { sending: Sending | null }) {
  const isLeaving = sending !== null && sending.sent < 1;
  return (
    <div>
      {sending && <p className="mb-1.5 font-mono text-xs break-all">{`${location.origin}/e/${sending.id}`}</p>}
      <p className="mb-1.5 text-xs" role="status">
        {sending === null
          ? 'Packing the run…'
          : isLeaving
            ? 'Sending: the link works when it has arrived.'
            : 'Sent; waiting for the server to have stored it.'}
      </p>
      <ProgressBar label="Publishing" fraction={isLeaving ? sending.sent : null} />
    </div>
  );
}
