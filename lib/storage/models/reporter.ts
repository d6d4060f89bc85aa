// Tells the page how a download goes: its events, not more often than a bar is drawn, and news for the lists of other tabs. Knows no
// network.

import type { Travel } from './arrive';
import type { ChunkedFile } from './chunkedFile';
import { createMeter } from './meter';
import { announceChange } from './requests';
import type { DownloadEvent, Progress } from './types';

const EVENT_MS = 200;
const NEWS_MS = 2000;

export interface Reporter extends Pick<Travel, 'onBytes' | 'onWait' | 'onAnew'> {
  /** Bytes of a file were read and compared. */
  onChecked(file: ChunkedFile, bytes: number): void;
  /** Where things stand, at once. */
  onStep(file: ChunkedFile): void;
}

export interface ReporterOptions {
  readonly key: string;
  /** All files of the model. */
  readonly files: readonly ChunkedFile[];
  /** What there is to say from the start, as a sentence. */
  readonly note: string | null;
  readonly now: () => number;
  emit(event: DownloadEvent): void;
}

export function createReporter({ key, files, now, emit, ...options }: ReporterOptions): Reporter {
  const meter = createMeter(now);
  const totalBytes = sum(files, (file) => file.bytes);
  let { note } = options;
  let checkedBytes = 0;
  let lastEvent = -Infinity;
  let lastNews = now();

  const progress = (file: ChunkedFile): Progress =>
    meter.read({
      doneBytes: sum(files, (each) => each.presentBytes),
      networkBytes: sum(files, (each) => each.arrivedBytes),
      totalBytes,
      file: file.name,
    });

  /** Whether the time for another event has come; notes it. */
  function isDue(): boolean {
    if (now() - lastEvent < EVENT_MS) return false;
    lastEvent = now();
    return true;
  }

  function onStep(file: ChunkedFile): void {
    lastEvent = now();
    emit({ at: 'downloading', key, progress: progress(file), note });
  }

  return {
    onStep,
    onChecked(file, bytes) {
      checkedBytes += bytes;
      if (!isDue()) return;
      const state = { doneBytes: checkedBytes, networkBytes: 0, totalBytes, file: file.name };
      emit({ at: 'checking', key, progress: meter.read(state) });
    },
    onBytes(file, bytes) {
      meter.received(bytes);
      if (isDue()) onStep(file);
      if (now() - lastNews < NEWS_MS) return;
      lastNews = now();
      announceChange();
    },
    onWait(file, seconds, reason) {
      lastEvent = now();
      emit({ at: 'reconnecting', key, progress: progress(file), seconds, reason });
    },
    onAnew(reason) {
      note = reason;
    },
  };
}

function sum(files: readonly ChunkedFile[], of: (file: ChunkedFile) => number): number {
  return files.reduce((total, file) => total + of(file), 0);
}
