// A run as a small picture: layers from the top down, the prompt from left to right, ink where prefill computed; below a line, where
// decode steps revived. Drawn from an entry's summary; needs no run.

import type { Entry } from '@/lib/experiment/entry';

/** Height of a layer, and of the strip of revivals, in units of the drawing. */
const LAYER = 2;
const STRIP = 4;
const GAP = 2;

export function Thumbnail({ thumbnail, className = '' }: { thumbnail: Entry['thumbnail']; className?: string }) {
  const { segments, revived } = thumbnail;
  const columns = revived.length;
  const layers = segments.reduce((sum, segment) => sum + segment.layers, 0);
  const height = layers * LAYER + GAP + STRIP;
  return (
    <svg
      viewBox={`0 0 ${columns} ${height}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className={className}
      aria-hidden
    >
      <rect width={columns} height={layers * LAYER} fill="var(--fate-out)" />
      {levelsOf(segments).map(({ level, path }) => (
        <path key={level} d={path} fill="var(--fate-computed)" fillOpacity={level / 9} />
      ))}
      <rect y={height - STRIP} width={columns} height={STRIP} fill="var(--fate-out)" />
      {[...new Set(revived)]
        .filter((digit) => digit !== '0')
        .map((digit) => (
          <path
            key={digit}
            d={[...revived].map((each, x) => (each === digit ? `M${x} ${height - STRIP}h1v${STRIP}h-1z` : '')).join('')}
            fill="var(--fate-revived)"
            fillOpacity={0.25 + Number(digit) / 12}
          />
        ))}
    </svg>
  );
}

/** One path for all cells of a share: a picture takes ten elements, not hundreds. */
function levelsOf(segments: Entry['thumbnail']['segments']): { level: number; path: string }[] {
  const paths = new Map<number, string>();
  let y = 0;
  for (const { layers, computed } of segments) {
    const height = layers * LAYER;
    [...computed].forEach((digit, x) => {
      const level = Number(digit);
      if (level > 0) paths.set(level, `${paths.get(level) ?? ''}M${x} ${y}h1v${height}h-1z`);
    });
    y += height;
  }
  return [...paths].map(([level, path]) => ({ level, path }));
}
