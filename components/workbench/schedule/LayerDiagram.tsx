'use client';
// The layer diagram with a handle for every pruning stage: drag or arrow keys move it along the layers and change what it keeps.

import type { KeyboardEvent, PointerEvent } from 'react';
import { useRef, useState } from 'react';
import type { PruningStage, Schedule } from '@/lib/engine/types';
import { useFigureOffer } from '@/components/figures/offers';
import { SvgMarks } from '@/components/figures/SvgMarks';
import { scheduleFigure } from './figure';
import { layoutSchedule } from './layout';
import type { StageMark } from './layout';
import { layerRange } from '@/lib/experiment/schedule';
import { columnMarks, handleMarks, HEADROOM, IDLE_OPACITY, percent } from './marks';

const box = { width: 340, height: 100, top: 10, bottom: 18 };

interface LayerDiagramProps {
  readonly schedule: Schedule;
  readonly layers: number;
  /** Stages from this index on are not used by the mode. */
  readonly used: number;
  /** Tokens that prefill computes in each segment; null where the prompt's length is not known. (S + 1) */
  readonly computed: readonly number[] | null;
  readonly onMove: (index: number, to: Partial<PruningStage>) => void;
  readonly onRemove: (index: number) => void;
}

export function LayerDiagram({ schedule, layers, used, computed, onMove, onRemove }: LayerDiagramProps) {
  const svg = useRef<SVGSVGElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const layout = layoutSchedule(schedule, layers, box);
  const effective = layoutSchedule(schedule.slice(0, used), layers, box);
  const columns = columnMarks(effective, box.top, layers);
  useFigureOffer('Diagram', () => scheduleFigure(layout, columns, used));

  function drag(event: PointerEvent, index: number) {
    const bounds = svg.current?.getBoundingClientRect();
    if (!bounds) return;
    const x = ((event.clientX - bounds.left) / bounds.width) * box.width;
    const y = ((event.clientY - bounds.top) / bounds.height) * box.height;
    onMove(index, { layer: layout.layerAt(x), keep: Math.round(layout.keepAt(index, y) * 20) / 20 });
  }

  function press(event: KeyboardEvent, { index, stage }: StageMark) {
    const fine = event.shiftKey ? 0.01 : 0.05;
    const moves: Record<string, Partial<PruningStage>> = {
      ArrowLeft: { layer: stage.layer - 1 },
      ArrowRight: { layer: stage.layer + 1 },
      ArrowUp: { keep: stage.keep + fine },
      ArrowDown: { keep: stage.keep - fine },
      Home: { layer: 1 },
      End: { layer: layers - 1 },
    };
    const move = moves[event.key];
    if (move) onMove(index, move);
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove(index);
    else return;
    event.preventDefault();
  }

  return (
    <svg
      ref={svg}
      viewBox={`0 ${-HEADROOM} ${box.width} ${box.height + HEADROOM}`}
      className="block w-full overflow-visible select-none"
      role="group"
      aria-label={`Layer diagram: ${layers} layers, ${schedule.length} pruning stages; tokens computed by segment: ${computed?.join(', ') ?? 'not known'}`}
    >
      <SvgMarks marks={columns} />
      {layout.stages.map((mark) => {
        const [low, high] = layerRange(schedule, mark.index, layers);
        const idle = mark.index >= used;
        return (
          <g
            key={mark.index}
            role="slider"
            tabIndex={0}
            aria-label={`Pruning stage ${mark.index + 1}`}
            aria-orientation="horizontal"
            aria-valuemin={low}
            aria-valuemax={high}
            aria-valuenow={mark.stage.layer}
            aria-valuetext={`after layer ${mark.stage.layer}, keep ${mark.stage.keep} of the active tokens: ${percent(mark.shareAfter)} of the prompt left${idle ? '; not used by this mode' : ''}`}
            aria-description="Left and right arrows move the layer, up and down change the keep ratio, Delete removes the stage"
            className={`group cursor-grab touch-none outline-none ${dragged === mark.index ? 'cursor-grabbing' : ''} `}
            opacity={idle ? IDLE_OPACITY : 1}
            onKeyDown={(event) => press(event, mark)}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              event.currentTarget.focus();
              setDragged(mark.index);
            }}
            onPointerMove={(event) => dragged === mark.index && drag(event, mark.index)}
            onPointerUp={() => setDragged(null)}
            onPointerCancel={() => setDragged(null)}
          >
            <rect x={mark.x - 9} y={-6} width={18} height={box.height} fill="transparent" />
            <SvgMarks marks={handleMarks(mark, layout)} />
            <circle
              cx={mark.x}
              cy={mark.yAfter}
              r={6}
              fill="none"
              className="group-focus-visible:stroke-accent group-focus-visible:stroke-3"
            />
          </g>
        );
      })}
    </svg>
  );
}
