// Memory that a model takes as wished, in its parts, or why it does not fit. Receives a plan, makes none.

import { format } from 'd3-format';
import { formatBytes } from '@/lib/bytes';
import type { AppError } from '@/lib/errors';
import type { LoadPlan } from './loadPlan';

const whole = format(',d');

export function MemoryLine({ plan }: { plan: LoadPlan }) {
  const { estimate, kind, promptLength, problem } = plan;
  const parts: readonly (readonly [string, number])[] = [
    ['weights', estimate.weights],
    ['KV cache', estimate.kv],
    ['Aux Cache', estimate.aux],
    ['activations', estimate.activations],
  ];
  return (
    <div className="mt-1.5 text-xs">
      <p className="tabular">
        {problem ? 'Would take' : 'Takes'} about{' '}
        <strong className="font-semibold">{formatBytes(estimate.total)}</strong>{' '}
        {kind === 'webgpu' ? 'on the GPU' : 'on WASM'}, with a prompt of {whole(promptLength)} tokens
        <span className="text-ink-2">: {parts.map(([name, bytes]) => `${name} ${formatBytes(bytes)}`).join(', ')}</span>
      </p>
      {problem && <Misfit problem={problem} />}
    </div>
  );
}

export function Misfit({ problem }: { problem: AppError }) {
  return (
    <p className="text-bad mt-1 text-xs break-words">
      <strong className="font-semibold">Does not fit.</strong> {sentence(problem.message)}
    </p>
  );
}

function sentence(message: string): string {
  return message.slice(0, 1).toUpperCase() + message.slice(1);
}
