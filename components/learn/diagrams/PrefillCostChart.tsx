'use client';
// The arithmetic of prefill over the prompt's length: what grows in step with it, and what with its square. Computed, not measured.

import { format } from 'd3-format';
import { scaleLinear } from 'd3-scale';
import { area } from 'd3-shape';
import { useState } from 'react';
import { formatPercent, formatTimes } from '@/components/run/format';
import { Segmented } from '@/components/ui/Choice';
import { useWidth } from '@/components/ui/useWidth';
import { formatCount } from '@/components/views/format';
import type { LayerCost } from '@/lib/engine/cost';
import { prefillCost } from '@/lib/learn/facts';
import { Facts } from './Facts';
import { Slider } from './Slider';

export interface CostModel {
  readonly name: string;
  readonly layers: number;
  readonly cost: LayerCost;
}

interface PrefillCostChartProps {
  readonly models: readonly [CostModel, ...CostModel[]];
  /** Length that the chart opens with and compares with, in tokens. */
  readonly start: number;
  readonly onTokens: (tokens: number) => void;
}

const MOST_TOKENS = 8192;
const HEIGHT = 280;
const margin = { top: 12, right: 12, bottom: 34, left: 44 };
const operations = format('.3~s');
/** Lengths at which the curves are drawn. */
const samples = Array.from({ length: 65 }, (_, i) => (i * MOST_TOKENS) / 64);

export function PrefillCostChart({ models, start, onTokens }: PrefillCostChartProps) {
  const [ref, width] = useWidth(640);
  const [name, setName] = useState(models[0].name);
  const [tokens, setTokens] = useState(start);
  const { cost, layers } = models.find((model) => model.name === name) ?? models[0];
  const at = (n: number) => prefillCost(cost, layers, n);
  const total = (n: number) => at(n).perToken + at(n).attention;
  const x = scaleLinear([0, MOST_TOKENS], [margin.left, width - margin.right]);
  const y = scaleLinear([0, total(MOST_TOKENS)], [HEIGHT - margin.bottom, margin.top]).nice(4);
  const stack = (from: (n: number) => number, to: (n: number) => number) =>
    area<number>()
      .x((n) => x(n))
      .y0((n) => y(from(n)))
      .y1((n) => y(to(n)))(samples) ?? '';
  const now = at(tokens);
  const edge = x(tokens);
  return (
    <div ref={ref} className="flex flex-col gap-4">
      {models.length > 1 && (
        <div>
          <Segmented
            label="Model"
            value={name}
            options={models.map((model) => ({ value: model.name, label: model.name }))}
            onChange={setName}
          />
        </div>
      )}
      <svg
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Operations of prefill for prompts of up to ${formatCount(MOST_TOKENS)} tokens, of ${name}: at ${formatCount(tokens)} tokens ${operations(now.perToken)} for projections and MLP, ${operations(now.attention)} for attention.`}
      >
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={margin.left - 6} y={y(tick) + 4} textAnchor="end" className="tabular fill-ink-2 text-[11px]">
              {tick === 0 ? '0' : operations(tick).replace('G', ' G').replace('T', ' T')}
            </text>
          </g>
        ))}
        <path
          d={stack(
            () => 0,
            (n) => at(n).perToken,
          )}
          fill="var(--fate-reused)"
          opacity={0.55}
        />
        <path
          d={stack(
            (n) => at(n).perToken,
            (n) => total(n),
          )}
          fill="var(--fate-computed)"
        />
        {/* What lies beyond the chosen length is only outlined by its tint. */}
        <rect
          x={edge}
          y={margin.top}
          width={Math.max(0, width - margin.right - edge)}
          height={HEIGHT - margin.bottom - margin.top}
          fill="var(--surface)"
          opacity={0.35}
        />
        <line x1={edge} x2={edge} y1={margin.top} y2={HEIGHT - margin.bottom} stroke="var(--ink)" />
        <circle cx={edge} cy={y(now.perToken + now.attention)} r={4} fill="var(--ink)" />
        {x.ticks(width < 480 ? 4 : 8).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 18} textAnchor="middle" className="tabular fill-ink-2 text-[11px]">
            {formatCount(tick)}
          </text>
        ))}
        <text x={width - margin.right} y={HEIGHT - 3} textAnchor="end" className="fill-ink-2 text-[11px]">
          prompt tokens
        </text>
      </svg>
      <ul className="text-ink-2 -mt-2 flex flex-wrap gap-x-5 gap-y-1 text-xs" aria-label="Legend">
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5" style={{ background: 'var(--fate-computed)' }} />
          attention: with the square of the length
        </li>
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5" style={{ background: 'var(--fate-reused)', opacity: 0.55 }} />
          projections and MLP: in step with the length
        </li>
        <li>
          floating-point operations, computed from the model’s shape; time is another matter: a decode step also waits
          for every weight
        </li>
      </ul>
      <Slider
        label="Length of the prompt"
        value={tokens}
        min={1}
        max={MOST_TOKENS}
        step={1}
        words={`${formatCount(tokens)} tokens`}
        onChange={(next) => {
          setTokens(next);
          onTokens(next);
        }}
      />
      <Facts
        facts={[
          ['Tokens', `${formatTimes(tokens / start)} as many`],
          ['Work', `${formatTimes(total(tokens) / total(start))} as much`],
          ['Attention’s part', formatPercent(now.attention / (now.perToken + now.attention))],
          ['As much work as', `${formatCount(Math.round(now.decodeSteps))} decode steps`],
        ]}
      />
    </div>
  );
}
