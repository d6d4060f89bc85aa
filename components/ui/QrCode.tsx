// A text as a QR code, drawn as SVG: black on white in any theme, as scanners want it.

import { encode } from 'uqr';

/** Bytes that the largest code holds at the lowest correction (version 40, L). */
export const QR_MAX_BYTES = 2953;

/** From here on a projector's picture of the code is hard to scan from a seat. */
const QR_EASY_BYTES = 900;

export function QrCode({ text, label }: { text: string; label: string }) {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > QR_MAX_BYTES) {
    return (
      <p className="text-warn text-sm">
        This link has {bytes.toLocaleString('en')} characters, and a QR code holds {QR_MAX_BYTES.toLocaleString('en')}:
        use a preset or a shorter prompt, or pass the link on as text.
      </p>
    );
  }
  const { size, data } = encode(text, { ecc: 'L', border: 4 });
  // One path, a run of dark modules at a time.
  const path = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [`M${x},${y}h${(end < 0 ? size : end) - x}v1h-${(end < 0 ? size : end) - x}z`];
    }),
  );
  return (
    <>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${size} ${size}`}
        className="mx-auto block aspect-square w-full max-w-[min(34rem,70dvh)]"
        shapeRendering="crispEdges"
      >
        <rect width={size} height={size} fill="#fff" />
        <path d={path.join('')} fill="#000" />
      </svg>
      {bytes > QR_EASY_BYTES && (
        <p className="text-ink-2 mt-2 text-center text-xs">
          A dense code, for {bytes.toLocaleString('en')} characters: a short prompt or a preset makes a simpler one.
        </p>
      )}
    </>
  );
}
