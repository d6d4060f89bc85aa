// Tells the page how a download goes: its events, not more often than a bar is drawn, and news for the lists of other tabs. Knows no
// network.

import type { Travel } from './arrive';
import type { ChunkedFile } from './chunkedFile';
import { createMeter } from './meter';
import { announceChange } from './requests';
import type { DownloadEvent, Progress } from './types';

/** How often a bar is drawn, and how many of these pass between two pieces of news. */
const TICK_MS = 250;
const NEWS_TICKS = 8;

export interface Reporter extends Pick<Travel, 'onBytes' | 'onWait' | 'onAnew'> {
  /** Bytes of a file were read and compared. */
  onChecked(file: ChunkedFile, bytes: number): void;
  /** A file is next to be brought. */
  onFile(file: ChunkedFile): void;
  /** Ends the ticks. */
  close(): void;
}

export interface ReporterOptions {
  readonly key: string;
  /** The files of the model, as far as they are open. */
  readonly files: readonly ChunkedFile[];
  /** What there is to say from the start, as a sentence. */
  readonly note: string | null;
  readonly now: () => number;
  emit(event: DownloadEvent): void;
}

export function createReporter({ key, files, now, emit, ...options }: ReporterOptions): Reporter {
  const meter = createMeter(now);
  let { note } = options;
  let checkedBytes = 0;
  /** What goes on; null while nothing does. */
  let current: { readonly at: 'checking' | 'downloading'; readonly file: ChunkedFile } | null = null;

  // A connection that brings nothing ticks too: its speed falls.
  let ticks = 0;
  const timer = setInterval(() => {
    if (current) emitCurrent(current);
    if (current?.at === 'downloading' && ++ticks % NEWS_TICKS === 0) announceChange();
  }, TICK_MS);

  const totalBytes = () => sum(files, (file) => file.bytes);

  function progress(file: ChunkedFile): Progress {
    const doneBytes = sum(files, (each) => each.presentBytes);
    const networkBytes = sum(files, (each) => each.arrivedBytes);
    return meter.read({ doneBytes, networkBytes, totalBytes: totalBytes(), file: file.name });
  }

  function emitCurrent({ at, file }: NonNullable<typeof current>): void {
    if (at === 'downloading') return emit({ at, key, progress: progress(file), note });
    const state = { doneBytes: checkedBytes, networkBytes: 0, totalBytes: totalBytes(), file: file.name };
    emit({ at, key, progress: meter.read(state) });
  }

  function show(next: NonNullable<typeof current>): void {
    const isNews = next.at !== current?.at;
    current = next;
    if (isNews) emitCurrent(next);
  }

  return {
    onChecked(file, bytes) {
      checkedBytes += bytes;
      show({ at: 'checking', file });
    },
    onFile: (file) => show({ at: 'downloading', file }),
    onBytes(file, bytes) {
      meter.received(bytes);
      show({ at: 'downloading', file });
    },
    onWait(file, seconds, reason) {
      current = null;
      emit({ at: 'reconnecting', key, progress: progress(file), seconds, reason });
    },
    onAnew(reason) {
      note = reason;
    },
    close: () => clearInterval(timer),
  };
}

function sum(files: readonly ChunkedFile[], of: (file: ChunkedFile) => number): number {
  return files.reduce((total, file) => total + of(file), 0);
}
