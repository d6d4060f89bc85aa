// Legends of figures in files: what the page's own legends say, as marks.

import { fateColour, fateStyles, shownFates, type ShownFate } from '@/components/palette';
import { hatch, swatch, type LegendItem } from '@/components/figures/figure';
import type { Mark, Paint } from '@/components/figures/marks';
import type { FateCounts } from '@/lib/trace/fate';
import { formatCount } from './format';

/** The fates with their letters, and how many tokens have each. */
export function fateLegend(counts: FateCounts | null): LegendItem[] {
  return shownFates.map((fate) => ({
    width: 12,
    marks: [
      swatch(fateColour(fate)),
      ...(fate === 'parked' ? [hatch({ left: 0, top: 0, width: 12, height: 12 })] : []),
      letter(fate),
    ],
    label: counts ? `${fateStyles[fate].label} ${formatCount(counts[fate])}` : fateStyles[fate].label,
  }));
}

const letterInks: Readonly<Record<ShownFate, Paint>> = {
  computed: 'surface',
  reused: 'fate-ink-reused',
  revived: 'surface',
  parked: 'ink',
  out: 'ink-2',
};

function letter(fate: ShownFate): Mark {
  return {
    kind: 'text',
    x: 6,
    y: 6,
    text: fateStyles[fate].letter,
    size: 9,
    weight: 600,
    family: 'mono',
    anchor: 'middle',
    fill: letterInks[fate],
  };
}

/** A colour and what it stands for. */
export function colourItem(fill: Paint, label: string): LegendItem {
  return { width: 12, marks: [swatch(fill)], label };
}
