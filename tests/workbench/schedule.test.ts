// The schedule editor: changes that cannot make an invalid schedule, and the diagram that shows it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addStage,
  fitSchedule,
  layerRange,
  moveStage,
  presetOf,
  removeStage,
  schedulePresets,
} from '@/lib/experiment/schedule';
import { layoutSchedule } from '@/components/workbench/schedule/layout';
import { checkSchedule } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';

const box = { width: 320, height: 120, top: 10, bottom: 20 };

const change = fc.oneof(
  fc.record({
    kind: fc.constant('move' as const),
    index: fc.nat(5),
    layer: fc.integer({ min: -9, max: 50 }),
    keep: fc.double({ min: -2, max: 3, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('add' as const) }),
  fc.record({ kind: fc.constant('remove' as const), index: fc.nat(5) }),
);

describe('editing a schedule', () => {
  it('never leaves an invalid one, whatever is dragged where', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.array(change, { maxLength: 30 }), (layers, changes) => {
        let schedule: Schedule = [];
        for (const each of changes) {
          if (each.kind === 'move') schedule = moveStage(schedule, each.index, each, layers);
          else if (each.kind === 'add') schedule = addStage(schedule, layers);
          else schedule = removeStage(schedule, each.index);
          checkSchedule(schedule, layers);
        }
      }),
    );
  });

  it('stops a stage at its neighbours', () => {
    const schedule = [
      { layer: 4, keep: 0.5 },
      { layer: 8, keep: 0.5 },
      { layer: 12, keep: 0.5 },
    ];
    expect(moveStage(schedule, 1, { layer: 15 }, 16)[1]?.layer).toBe(11);
    expect(moveStage(schedule, 1, { layer: 1 }, 16)[1]?.layer).toBe(5);
    expect(layerRange(schedule, 2, 16)).toEqual([9, 15]);
  });

  it('adds into the widest gap, and nothing where every layer prunes', () => {
    expect(addStage([{ layer: 4, keep: 0.7 }], 16)).toEqual([
      { layer: 4, keep: 0.7 },
      { layer: 10, keep: 0.5 },
    ]);
    const crowded = [
      { layer: 1, keep: 0.5 },
      { layer: 2, keep: 0.5 },
    ];
    expect(addStage(crowded, 3)).toBe(crowded);
  });

  it('leaves out stages that a smaller model does not have', () => {
    expect(
      fitSchedule(
        [
          { layer: 4, keep: 0.5 },
          { layer: 12, keep: 0.5 },
        ],
        8,
      ),
    ).toEqual([{ layer: 4, keep: 0.5 }]);
  });
});

describe('schedule presets', () => {
  it.each(schedulePresets.map((preset) => [preset.id, preset] as const))(
    '%s is valid for 1 to 80 layers',
    (_, preset) => {
      for (let layers = 1; layers <= 80; layers++) checkSchedule(preset.schedule(layers), layers);
    },
  );

  it('put the paper’s Fig. 4a at 30, 60 and 90% of 16 layers', () => {
    const paper = schedulePresets.find((preset) => preset.id === 'paper');
    expect(paper?.schedule(16)).toEqual([
      { layer: 5, keep: 0.7 },
      { layer: 10, keep: 0.7 },
      { layer: 14, keep: 0.7 },
    ]);
  });

  it('are recognized again', () => {
    for (const preset of schedulePresets) expect(presetOf(preset.schedule(16), 16)?.id).toBe(preset.id);
    expect(presetOf([{ layer: 3, keep: 0.31 }], 16)).toBeNull();
  });
});

describe('the layer diagram', () => {
  const layout = layoutSchedule(
    [
      { layer: 4, keep: 0.5 },
      { layer: 8, keep: 0.5 },
    ],
    16,
    box,
  );

  it('narrows after each pruning layer to what is left', () => {
    expect(layout.columns.map((column) => column.share)).toEqual([
      ...Array<number>(4).fill(1),
      ...Array<number>(4).fill(0.5),
      ...Array<number>(8).fill(0.25),
    ]);
    expect(layout.columns[0]?.height).toBeCloseTo(90);
    expect(layout.columns[15]?.height).toBeCloseTo(22.5);
  });

  it('reads layer and keep ratio back from the place of a handle', () => {
    for (const mark of layout.stages) {
      expect(layout.layerAt(mark.x)).toBe(mark.stage.layer);
      expect(layout.keepAt(mark.index, mark.yAfter)).toBeCloseTo(mark.stage.keep);
    }
  });

  it('never names a layer that cannot prune', () => {
    expect(layout.layerAt(-100)).toBe(1);
    expect(layout.layerAt(10_000)).toBe(15);
  });
});
