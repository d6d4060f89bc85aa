'use client';
// Says that the editor holds the prompt of another page's run now, and brings back what was there.

import { Button } from '@/components/ui/Button';
import { useFormer } from './settings';

export function FormerPrompt() {
  const [former, settle] = useFormer();
  if (!former) return null;
  return (
    <div
      role="status"
      className="border-line bg-surface-2 flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2 text-sm md:px-5"
    >
      <p className="min-w-0 flex-1 basis-64">
        The editor holds the prompt and settings of this run. What was there before is kept aside.
      </p>
      <div className="flex gap-2">
        <Button onClick={() => settle(true)}>Bring it back</Button>
        <Button weight="quiet" onClick={() => settle(false)}>
          Keep this one
        </Button>
      </div>
    </div>
  );
}
