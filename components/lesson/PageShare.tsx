'use client';
// Share on the page of a finished run: its link as it is looked at now, a lesson on it, a QR code.

import { Share2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { CopyField } from '@/components/ui/CopyField';
import { Popup } from '@/components/ui/Popup';
import type { LessonControl } from '@/lib/experiment/lesson';
import { ClassButtons, ClassDialogs, type ClassTool } from './ClassTools';

/** Controls that the page of a finished run has. */
export const pageControls: readonly LessonControl[] = ['run', 'prompt', 'runs', 'share'];

export function PageShare() {
  const button = useRef<HTMLButtonElement>(null);
  const [tool, setTool] = useState<ClassTool | null>(null);
  return (
    <>
      <Popup
        label="Share"
        trigger={
          <Button ref={button}>
            <Share2 size={14} aria-hidden /> Share
          </Button>
        }
      >
        <SharePanel onOpen={setTool} />
      </Popup>
      {tool && (
        <ClassDialogs
          tool={tool}
          targets={[
            { title: 'This run', path: location.pathname + location.search, experiment: null, controls: pageControls },
          ]}
          link={location.href}
          returnTo={button}
          onClose={() => setTool(null)}
        />
      )}
    </>
  );
}

/** Drawn when it is opened: the address is that of the moment. */
function SharePanel({ onOpen }: { onOpen: (tool: ClassTool) => void }) {
  return (
    <div className="flex flex-col gap-3">
      <CopyField label="Link to this run, with the step and layer you look at" text={location.href} />
      <ClassButtons onOpen={onOpen} />
    </div>
  );
}
