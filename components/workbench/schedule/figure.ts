// The layer diagram as a file.

import { slug } from '@/components/figures/save';
import { colourItem } from '@/components/views/legend';
import type { Figure } from '@/components/figures/figure';
import type { Mark } from '@/components/figures/marks';
import type { Source } from '@/components/figures/OffersMenu';
import { paperBibtex } from '@/components/run/citation';
import { formatSchedule } from '@/components/run/format';
import { modeTitle } from '@/components/modes';
import type { Mode, Schedule } from '@/lib/engine/types';
import type { ScheduleLayout } from './layout';
import { handleMarks, HEADROOM, IDLE_OPACITY } from './marks';

/** The diagram with all its handles. */
export function scheduleFigure(layout: ScheduleLayout, columns: readonly Mark[], used: number): Figure {
  const handles = layout.stages.map((stage): Mark => ({
    kind: 'group',
    opacity: stage.index < used ? 1 : IDLE_OPACITY,
    marks: handleMarks(stage, layout),
  }));
  return {
    name: 'schedule',
    title: 'Pruning schedule',
    width: layout.width,
    height: layout.height + HEADROOM,
    marks: [{ kind: 'group', y: HEADROOM, marks: [...columns, ...handles] }],
    legend: [colourItem('fate-computed', 'active'), colourItem('fate-out', 'pruned')],
    notes: ['Share of the prompt that is active in each layer.'],
    caption:
      'Share of the prompt that is active in each layer; handles stand at the pruning layers and say what is left.',
  };
}

/** What files of the schedule are called and say. */
export function scheduleSource(schedule: Schedule, mode: Mode): Source {
  const words = `${modeTitle(mode)}, ${formatSchedule(schedule)}`;
  return {
    name: `lazylens-${slug(words)}`,
    caption: (what) => `${what} ${words}. Method: Fu et al., 2024, arXiv:2407.14057.`,
    cites: 'the paper',
    bibtex: () => paperBibtex,
  };
}
