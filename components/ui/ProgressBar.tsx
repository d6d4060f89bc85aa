// How far something is: a bar, or a mark that moves to and fro where no one can tell. Knows nothing of what is done.

interface ProgressBarProps {
  readonly label: string;
  /** 0..1; null where it is not known. */
  readonly fraction: number | null;
  /** Nothing moves: paused or failed. */
  readonly still?: boolean;
}

export function ProgressBar({ label, fraction, still = false }: ProgressBarProps) {
  const percent = fraction === null ? null : Math.round(fraction * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': Math.floor(percent) })}
      className="bg-surface-3 relative h-1.5 overflow-hidden"
    >
      <div
        className={`h-full ${still ? 'bg-line-2' : 'bg-accent'} ${percent === null ? 'w-1/4 animate-[slide_1.6s_ease-in-out_infinite] motion-reduce:w-full motion-reduce:opacity-40' : 'transition-[width] duration-200'}`}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
