'use client';
// Says that a newer version is there. Never reloads by itself: a run may be under way.

import { Button } from '@/components/ui/Button';
import { switchToNewer, useOffline } from './serviceWorker';

export function NewVersion() {
  const { newer } = useOffline();
  return (
    <div role="status" className="fixed right-4 bottom-4 z-40">
      {newer && (
        <p className="border-line-2 bg-surface flex items-center gap-3 rounded-sm border py-2 pr-2 pl-3 text-sm shadow-lg">
          A new version is ready.
          <Button weight="primary" onClick={switchToNewer}>
            Reload
          </Button>
        </p>
      )}
    </div>
  );
}
