// What two runs were made with, setting by setting, in the words of the page.

import { formatSchedule } from '@/components/run/format';
import { modeNotes } from '@/components/run/modes';
import { backendName } from '@/components/workbench/EngineChip';
import { deviceOf } from '@/lib/capabilities/browser';
import type { Chosen } from './pair';

export interface Setting {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

/** All settings of both runs; those without a difference have the same words twice. `whole` cuts neither prompt nor hash. */
export function settingsOfBoth(a: Chosen, b: Chosen, length: 'short' | 'whole' = 'short'): Setting[] {
  const [ofA, ofB] = [settingsOf(a, length), settingsOf(b, length)];
  return Object.entries(ofA).map(([name, value]) => ({ name, a: value, b: ofB[name] ?? '–' }));
}

/** Whether the runs were made on what looks like the same device: only then do their times compare. */
export function sameDevice(a: Chosen, b: Chosen): boolean {
  const deviceNames = ['Backend', 'Adapter', 'Number format', 'Device', 'Threads'];
  return settingsOfBoth(a, b).every((setting) => setting.a === setting.b || !deviceNames.includes(setting.name));
}

function settingsOf({ run, side, trace }: Chosen, length: 'short' | 'whole'): Record<string, string> {
  const whole = length === 'whole';
  const { model, backend, config, engine, input } = trace;
  const environment = run.kind === 'whole' ? run.comparison.environment : null;
  const prunes = side === 'pruned' && config.mode !== 'full';
  return {
    Prompt: `${input.ids.length.toLocaleString('en')} tokens, ${whole ? input.text : quote(input.text)}`,
    Mode: config.mode === 'full' ? 'Full prefill' : modeNotes[config.mode].title,
    Schedule: prunes ? formatSchedule(config.schedule) : 'no pruning',
    Sinks: prunes ? String(config.sinks) : '–',
    'Output tokens': prunes ? (config.pruneGenerated ? 'may be pruned' : 'always kept') : '–',
    'Output limit': `${config.maxNewTokens} tokens`,
    Temperature: String(config.temperature),
    // Without randomness the seed does nothing.
    Seed: config.temperature > 0 ? String(config.seed) : '–',
    Model: model.id,
    Weights: model.sha256 ? `SHA-256 ${whole ? model.sha256 : `${model.sha256.slice(0, 12)}…`}` : 'no hash',
    Backend: backendName(backend.kind),
    Adapter: backend.adapter,
    'Number format': backend.blocks ? `${backend.dtype}, weights ${backend.blocks}` : backend.dtype,
    Device: (environment && deviceOf(environment.userAgent)) || 'not recorded',
    Threads: environment ? String(environment.threads) : 'not recorded',
    Versions: `LazyLens ${engine.lazylens}, onnxruntime ${engine.onnxruntime}`,
  };
}

/** The end of a prompt, where the question usually is. */
function quote(text: string): string {
  const line =
    text
      .trim()
      .split('\n')
      .filter((each) => !/^(Answer|Label):?$/.test(each.trim()))
      .at(-1)
      ?.trim() ?? '';
  return line.length > 60 ? `“…${line.slice(-58)}”` : `“${line}”`;
}
