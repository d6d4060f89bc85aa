// Notices: one for each failure, newest first, each gone when dismissed. The same text is not shown twice.

import { useCallback, useState } from 'react';

export interface Notice {
  readonly id: number;
  readonly tone: 'bad' | 'warn';
  readonly title: string;
  readonly message: string;
}

export interface Notices {
  readonly all: readonly Notice[];
  show(notice: Omit<Notice, 'id'>): void;
  dismiss(id: number): void;
  /** Dismisses all: something new is tried, and what failed before is past. */
  clear(): void;
}

let lastId = 0;

export function useNotices(): Notices {
  const [all, setAll] = useState<readonly Notice[]>([]);
  const show = useCallback((notice: Omit<Notice, 'id'>) => {
    setAll((now) =>
      [{ ...notice, id: ++lastId }, ...now.filter((each) => each.message !== notice.message)].slice(0, 4),
    );
  }, []);
  const dismiss = useCallback((id: number) => setAll((now) => now.filter((notice) => notice.id !== id)), []);
  const clear = useCallback(() => setAll([]), []);
  return { all, show, dismiss, clear };
}
