// A download's state in words. Pure.

import { formatBytes, formatDuration } from '@/lib/bytes';
import { unreachable } from '@/lib/errors';
import type { DownloadState, Progress } from '@/lib/storage/models/types';

export interface DownloadWords {
  /** What it does, or why it failed. */
  readonly headline: string;
  /** A sentence that says why it waits or began anew; null elsewhere. */
  readonly reason: string | null;
  /** Bytes, speed, time left; null before anything can be said. */
  readonly figures: string | null;
  /** How much of it came from where; null before anything is here. */
  readonly origin: string | null;
  readonly tone: 'plain' | 'warn' | 'bad';
}

export function downloadWords(phase: DownloadState['phase']): DownloadWords {
  const progress = 'progress' in phase ? phase.progress : null;
  const rest = { figures: progress && figures(progress), origin: progress && origin(progress) };
  switch (phase.at) {
    case 'asking':
      return { headline: 'Asking the server which files there are', reason: null, ...rest, tone: 'plain' };
    case 'elsewhere':
      return {
        ...{ headline: 'Another tab downloads this model. This one goes on when that one ends.', reason: null },
        ...{ ...rest, tone: 'plain' },
      };
    case 'checking':
      return { headline: 'Checking what is on this device', reason: null, ...rest, tone: 'plain' };
    case 'downloading':
      return {
        headline: `Downloading ${phase.progress.file}`,
        reason: phase.note,
        figures: moving(phase.progress),
        origin: rest.origin,
        tone: 'plain',
      };
    case 'reconnecting':
      return {
        ...{ headline: `Trying again in ${formatDuration(phase.seconds)}`, ...rest, tone: 'warn' },
        reason: phase.reason,
      };
    case 'paused':
      return { headline: 'Paused', reason: null, ...rest, tone: 'plain' };
    case 'failed':
      return { headline: phase.error.message, reason: null, ...rest, tone: 'bad' };
    default:
      return unreachable(phase);
  }
}

/** Part that is here, 0..1; null where no one can tell yet. */
export function fractionOf(phase: DownloadState['phase']): number | null {
  const progress = 'progress' in phase ? phase.progress : null;
  if (progress && progress.totalBytes > 0) return Math.min(1, progress.doneBytes / progress.totalBytes);
  return phase.at === 'failed' || phase.at === 'paused' ? 0 : null;
}

function figures({ doneBytes, totalBytes }: Progress): string {
  return `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
}

function moving(progress: Progress): string {
  const { bytesPerSecond, secondsLeft } = progress;
  return [
    figures(progress),
    ...(bytesPerSecond === null ? [] : [`${formatBytes(bytesPerSecond)}/s`]),
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft)} left`]),
  ].join(' · ');
}

function origin({ deviceBytes, networkBytes }: Progress): string | null {
  const parts = [
    ...(deviceBytes > 0 ? [`${formatBytes(deviceBytes)} from this device`] : []),
    ...(networkBytes > 0 ? [`${formatBytes(networkBytes)} from network`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : null;
}
