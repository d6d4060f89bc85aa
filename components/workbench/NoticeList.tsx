// What went wrong and what to do, at the top of the results until dismissed.

import { X } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';
import type { Notices } from './notices';

export function NoticeList({ notices }: { notices: Notices }) {
  return (
    <div aria-live="assertive">
      {notices.all.map(({ id, tone, title, message }) => (
        <div
          key={id}
          role="alert"
          className={`flex items-start gap-3 border-l-4 px-4 py-2.5 text-sm md:px-5 ${tone === 'bad' ? 'border-l-bad bg-bad-soft' : 'border-l-warn bg-warn-soft'}`}
        >
          <p className="min-w-0 flex-1 py-1 break-words">
            <strong className="font-semibold">{title}.</strong> {message}
          </p>
          <IconButton label="Dismiss" onClick={() => notices.dismiss(id)}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
