'use client';
// What the engine runs on, and why not on something better; the choice of backend.

import { Cpu } from 'lucide-react';
import { backendName } from '@/components/run/format';
import { Segmented } from '@/components/ui/Choice';
import { Popup } from '@/components/ui/Popup';
import { unreachable } from '@/lib/errors';
import type { EngineStatus } from '@/lib/worker/client';
import type { BackendChoice, LoadedModel } from '@/lib/worker/protocol';
import { FormatChoice, type FormatPlans } from './FormatChoice';
import type { ChosenModel } from '@/components/engine/model';

interface EngineChipProps {
  readonly status: EngineStatus;
  readonly model: ChosenModel;
  readonly plans: FormatPlans | null;
  readonly choice: BackendChoice;
  readonly busy: boolean;
  readonly onChoose: (choice: BackendChoice) => void;
}

const choices = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'wasm', label: 'WASM' },
] as const;

export function EngineChip({ status, model, plans, choice, busy, onChoose }: EngineChipProps) {
  return (
    <Popup
      label="Engine"
      trigger={
        <button
          type="button"
          className="border-line-2 hover:bg-surface-2 inline-flex h-7 items-center gap-1.5 rounded-sm border px-2 text-xs whitespace-nowrap"
        >
          <Cpu size={14} className="text-ink-2" aria-hidden />
          <span className="sr-only">Engine: </span>
          {summaryOf(status)}
        </button>
      }
    >
      <h3 className="font-semibold">Engine</h3>
      <EngineFacts status={status} />
      <div className="border-line mt-3 border-t pt-3">
        <FormatChoice model={model} plans={plans} busy={busy} />
      </div>
      <div className="border-line mt-3 border-t pt-3">
        <p className="text-ink-2 mb-1.5 text-xs">Backend, from the next run on</p>
        <Segmented label="Backend" value={choice} options={choices} disabled={busy} onChange={onChoose} />
        <p className="text-ink-2 mt-2 text-xs">
          Automatic takes WebGPU in f16, then in f32, then WASM: the first that works.
        </p>
      </div>
    </Popup>
  );
}

function EngineFacts({ status }: { status: EngineStatus }) {
  switch (status.at) {
    case 'idle':
      return <p className="text-ink-2 mt-1 text-xs">Not started. It starts with the first run.</p>;
    case 'starting':
      return <p className="text-ink-2 mt-1 text-xs">Starting the worker…</p>;
    case 'dead':
      return <p className="text-bad mt-1 text-xs break-words">{status.error.message}</p>;
    case 'ready': {
      const { ready, model } = status;
      const isolation = ready.crossOriginIsolated ? 'isolated' : 'not isolated: WASM runs on one thread';
      const facts: [string, string][] = model
        ? [
            ['Model', model.id],
            ['Backend', `${backendName(model.backend.kind)}, ${model.backend.adapter}`],
            ['Numbers', numbersOf(model.backend)],
            ['Load time', `${(model.loadMs / 1000).toFixed(1)} s`],
          ]
        : [['Model', 'none loaded']];
      facts.push(['WebGPU', ready.webgpu ? 'offered by this browser' : 'not offered by this browser']);
      facts.push(['WASM', `${ready.threads} ${ready.threads === 1 ? 'thread' : 'threads'}, page ${isolation}`]);
      return (
        <>
          <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
            {facts.map(([term, fact]) => (
              <div key={term} className="contents">
                <dt className="text-ink-2">{term}</dt>
                <dd className="break-words">{fact}</dd>
              </div>
            ))}
          </dl>
          {model?.notes.map((note) => (
            <p key={note} className="text-warn mt-2 text-xs break-words">
              {note}
            </p>
          ))}
        </>
      );
    }
    default:
      return unreachable(status);
  }
}

function summaryOf(status: EngineStatus): string {
  switch (status.at) {
    case 'idle':
      return 'Engine idle';
    case 'starting':
      return 'Engine starting';
    case 'dead':
      return 'Engine stopped';
    case 'ready':
      return status.model
        ? `${backendName(status.model.backend.kind)} ${status.model.backend.blocks ?? status.model.backend.dtype}`
        : 'Engine ready';
    default:
      return unreachable(status);
  }
}

/** `f16`; `4-bit blocks, the rest f16`. */
function numbersOf({ blocks, dtype }: LoadedModel['backend']): string {
  return blocks ? `${blocks === 'q8' ? 8 : 4}-bit blocks, the rest ${dtype}` : dtype;
}
