'use client';
// Where and how much to prune: presets, the layer diagram, number fields, and what the schedule would save on this prompt.

import { format } from 'd3-format';
import { ChevronRight, Plus, X } from 'lucide-react';
import { OffersProvider } from '@/components/figures/offers';
import { OffersMenu } from '@/components/figures/OffersMenu';
import { IconButton } from '@/components/ui/IconButton';
import { NumberField } from '@/components/ui/NumberField';
import { Select } from '@/components/ui/Choice';
import { Button } from '@/components/ui/Button';
import { estimate } from '@/lib/engine/cost';
import { effectiveSchedule } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';
import type { ModelSpec } from '@/lib/model/spec';
import { layerFlops } from '@/lib/model/spec';
import { modeNotes } from '@/components/modes';
import { formatTimes } from '@/components/run/format';
import type { Settings } from '@/components/engine/settings';
import {
  KEEP_MAX,
  KEEP_MIN,
  addStage,
  layerRange,
  moveStage,
  presetOf,
  removeStage,
  schedulePresets,
} from '@/lib/experiment/schedule';
import { scheduleSource } from './figure';
import { LayerDiagram } from './LayerDiagram';

const whole = format(',d');

type ScheduleSettings = Pick<Settings, 'mode' | 'schedule' | 'sinks' | 'pruneGenerated'>;

interface ScheduleEditorProps {
  readonly settings: ScheduleSettings;
  readonly spec: ModelSpec;
  /** Tokens of the prompt; null while they are not counted. */
  readonly promptLength: number | null;
  readonly onChange: (patch: Partial<ScheduleSettings>) => void;
}

const modeOptions = (['lazyllm', 'progressive', 'static', 'revive-all'] as const).map((value) => ({
  value,
  label: modeNotes[value].title,
}));

export function ScheduleEditor({ settings, spec, promptLength, onChange }: ScheduleEditorProps) {
  const { mode, schedule, sinks, pruneGenerated } = settings;
  const { layers } = spec;
  const setSchedule = (next: Schedule) => onChange({ schedule: [...next] });
  const chosen = presetOf(schedule, layers)?.id ?? 'own';
  const full = addStage(schedule, layers) === schedule;
  const used = effectiveSchedule({ mode, schedule }).length;
  const expected = promptLength ? estimate({ mode, schedule, sinks }, promptLength, layers, layerFlops(spec)) : null;

  return (
    <div className="flex flex-col gap-2.5">
      <OffersProvider>
        <div className="flex items-center gap-1">
          <Select
            label="Schedule preset"
            value={chosen}
            options={[
              ...schedulePresets.map(({ id, title }) => ({ value: id, label: title })),
              ...(chosen === 'own' ? [{ value: 'own', label: 'Own schedule' }] : []),
            ]}
            onChange={(id) => {
              const preset = schedulePresets.find((each) => each.id === id);
              if (preset) setSchedule(preset.schedule(layers));
            }}
          />
          <div className="-mr-2">
            <OffersMenu of="Pruning schedule" source={scheduleSource(schedule, mode)} />
          </div>
        </div>
        <div>
          <LayerDiagram
            schedule={schedule}
            layers={layers}
            used={used}
            computed={expected?.computedPerSegment ?? null}
            onMove={(index, to) => setSchedule(moveStage(schedule, index, to, layers))}
            onRemove={(index) => setSchedule(removeStage(schedule, index))}
          />
          <p className="text-ink-2 mt-1.5 text-xs">Drag a handle: sideways the layer, up and down what stays.</p>
        </div>
      </OffersProvider>
      <ol className="flex flex-col gap-1.5">
        {schedule.map((stage, index) => {
          const [low, high] = layerRange(schedule, index, layers);
          return (
            <li key={index} className="flex items-center gap-3">
              <NumberField
                label="After layer"
                value={stage.layer}
                min={low}
                max={high}
                onChange={(layer) => setSchedule(moveStage(schedule, index, { layer }, layers))}
              />
              <NumberField
                label="keep"
                value={stage.keep}
                min={KEEP_MIN}
                max={KEEP_MAX}
                step={0.05}
                onChange={(keep) => setSchedule(moveStage(schedule, index, { keep }, layers))}
              />
              <span className="text-ink-2 tabular ml-auto text-xs whitespace-nowrap">
                {index < used
                  ? expected
                    ? `${whole(expected.computedPerSegment[index + 1] ?? 0)} left`
                    : ''
                  : 'not used'}
              </span>
              <IconButton
                label={`Remove the stage after layer ${stage.layer}`}
                className="-mr-2 -ml-2"
                onClick={() => setSchedule(removeStage(schedule, index))}
              >
                <X size={14} aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ol>
      <div className="flex items-center justify-between gap-4">
        <Button
          weight="quiet"
          className="-ml-2"
          disabled={full}
          title={full ? 'Every layer but the last already prunes' : undefined}
          onClick={() => setSchedule(addStage(schedule, layers))}
        >
          <Plus size={14} aria-hidden /> Add a stage
        </Button>
        {expected && (
          <p className="tabular text-sm">
            <span className="text-ink-2 text-xs">Ideal speed-up of prefill</span>{' '}
            <strong className="font-semibold">{formatTimes(expected.idealSpeedup)}</strong>
          </p>
        )}
      </div>
      <details className="group">
        <summary className="text-ink-2 hover:text-ink flex list-none items-center gap-1 text-xs [&::-webkit-details-marker]:hidden">
          <ChevronRight size={13} className="-ml-0.5 group-open:rotate-90" aria-hidden />
          {optionWords(settings)}
        </summary>
        <div className="mt-2.5 flex flex-col gap-2.5">
          <div>
            <Select label="Mode" value={mode} options={modeOptions} onChange={(next) => onChange({ mode: next })} />
            <p className="text-ink-2 mt-1.5 text-xs">{modeNotes[mode].note}</p>
          </div>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <NumberField
              label="Sinks"
              narrow
              value={sinks}
              min={0}
              max={64}
              onChange={(next) => onChange({ sinks: next })}
            />
            <label className="text-ink-2 flex items-center gap-2 text-xs">
              <input
                type="checkbox"
                className="accent-accent size-3.5"
                checked={pruneGenerated}
                onChange={(event) => onChange({ pruneGenerated: event.target.checked })}
              />
              Prune generated tokens too
            </label>
          </div>
        </div>
      </details>
    </div>
  );
}

/** The further settings in short: what stands behind the fold. */
function optionWords({ mode, sinks, pruneGenerated }: ScheduleSettings): string {
  const kept = sinks === 0 ? 'no sinks' : `${sinks} ${sinks === 1 ? 'sink' : 'sinks'}`;
  return `Mode: ${modeNotes[mode].title}, ${kept}, output ${pruneGenerated ? 'pruned too' : 'never pruned'}`;
}
