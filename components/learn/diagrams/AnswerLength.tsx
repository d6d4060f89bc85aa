'use client';
// Time of a whole answer over its length, both sides, from the medians of a run: where the faster first token is used up.

import { scaleLinear } from 'd3-scale';
import { useState } from 'react';
import { describeSpeedup, type ComparisonTiming } from '@/lib/trace/statistics';
import { answerMs, breakEven } from '@/lib/learn/facts';
import { formatMs } from '@/components/run/format';
import { useWidth } from '@/components/ui/useWidth';
import { formatCount } from '@/components/views/format';
import { Facts } from './Facts';
import { Slider } from './Slider';

interface AnswerLengthProps {
  readonly timing: ComparisonTiming;
  /** The answer was made so long that full prefill is done no later. */
  readonly onCaughtUp: () => void;
}

const HEIGHT = 260;
const margin = { top: 12, right: 12, bottom: 34, left: 52 };
const sides = [
  ['full', 'Full prefill', 'var(--ink-2)'],
  ['pruned', 'LazyLLM', 'var(--accent)'],
] as const;

export function AnswerLength({ timing, onCaughtUp }: AnswerLengthProps) {
  const [ref, width] = useWidth(640);
  const [tokens, setTokens] = useState(1);
  const even = breakEven(timing.full, timing.pruned);
  const most = Math.max(24, 2 * (even ?? 12));
  const full = (n: number) => answerMs(timing.full, n) ?? 0;
  const pruned = (n: number) => answerMs(timing.pruned, n) ?? 0;
  const times = { full, pruned };
  const x = scaleLinear([1, most], [margin.left, width - margin.right]);
  const y = scaleLinear([0, Math.max(full(most), pruned(most))], [HEIGHT - margin.bottom, margin.top]).nice(4);
  return (
    <div ref={ref} className="flex flex-col gap-4">
      <svg
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Time of the whole answer by its length. At ${formatCount(tokens)} tokens: full prefill ${formatMs(full(tokens))}, LazyLLM ${formatMs(pruned(tokens))}.`}
      >
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={margin.left - 6} y={y(tick) + 4} textAnchor="end" className="tabular fill-ink-2 text-[11px]">
              {tick === 0 ? '0' : formatMs(tick).replace(/\.?0+ s$/, ' s')}
            </text>
          </g>
        ))}
        {x.ticks(8).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 18} textAnchor="middle" className="tabular fill-ink-2 text-[11px]">
            {tick}
          </text>
        ))}
        <text x={width - margin.right} y={HEIGHT - 3} textAnchor="end" className="fill-ink-2 text-[11px]">
          tokens of the answer
        </text>
        {even !== null && even > 1 && even <= most && (
          <g>
            <line
              x1={x(even)}
              x2={x(even)}
              y1={margin.top}
              y2={HEIGHT - margin.bottom}
              stroke="var(--line-2)"
              strokeDasharray="3 3"
            />
            <text x={x(even) + 5} y={HEIGHT - margin.bottom - 8} className="tabular fill-ink-2 text-[11px]">
              level at {even}
            </text>
          </g>
        )}
        {sides.map(([side, name, colour]) => (
          <g key={side}>
            <line
              x1={x(1)}
              x2={x(most)}
              y1={y(times[side](1))}
              y2={y(times[side](most))}
              stroke={colour}
              strokeWidth={2}
            />
            <text
              x={x(1) + 8}
              y={y(times[side](1)) + (side === 'full' ? -10 : 16)}
              fill={colour}
              className="text-[11px] font-medium"
            >
              {name}
            </text>
            <circle
              cx={x(tokens)}
              cy={y(times[side](tokens))}
              r={4.5}
              fill={colour}
              stroke="var(--surface)"
              strokeWidth={1.5}
            />
          </g>
        ))}
      </svg>
      <Slider
        label="Length of the answer"
        value={tokens}
        min={1}
        max={most}
        step={1}
        words={tokens === 1 ? '1 token' : `${tokens} tokens`}
        onChange={(next) => {
          setTokens(next);
          if (even !== null && next >= even) onCaughtUp();
        }}
      />
      <Facts
        facts={[
          ['Full prefill', formatMs(full(tokens))],
          ['LazyLLM', formatMs(pruned(tokens))],
          ['LazyLLM is', describeSpeedup(full(tokens) / pruned(tokens))],
        ]}
      />
      <p className="text-ink-2 text-xs">
        Lines from the medians of the run, as if every decode step took its side’s median. Real steps differ: those that
        revive many tokens take longer.
      </p>
    </div>
  );
}
