// What two runs were made with, setting by setting, in the words of the page.

import { backendName, formatSchedule } from '@/components/run/format';
import { modeTitle } from '@/components/modes';
import { deviceOf } from '@/lib/capabilities/browser';
import type { Alignment } from '@/lib/compare/align';
import type { Chosen, Pair } from './pair';
import type { Place } from './state';

export interface Setting {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** Null where a run does not say. Words do not decide it: two prompts can end with the same line. */
  readonly same: boolean | null;
}

/** What one run says of a setting. */
interface Told {
  readonly words: string;
  /** What is compared, where it is more than the words; null where the run does not say. */
  readonly is?: string | null;
  /** With nothing cut, where the words are cut. */
  readonly whole?: string;
  /** Words that tell two apart whose usual words are alike, where that is not the whole. */
  readonly apart?: string;
}

/** All settings of both runs. `whole` cuts neither prompt nor hash. */
export function settingsOfBoth({ a, b, alignment }: Pair, length: 'short' | 'whole' = 'short'): Setting[] {
  const ofB = settingsOf(b, 'b', alignment);
  return settingsOf(a, 'a', alignment).map(([name, inA], i) => {
    const inB = ofB[i]?.[1] ?? inA;
    const [isA, isB] = [isOf(inA), isOf(inB)];
    // Both sides of one run were made with the same, recorded or not.
    const same = a.run === b.run || (isA !== null && isB !== null) ? isA === isB : null;
    const alike = same === false && inA.words === inB.words;
    const wordsOf = ({ words, whole = words, apart = whole }: Told) =>
      length === 'whole' ? whole : alike ? apart : words;
    return { name, a: wordsOf(inA), b: wordsOf(inB), same };
  });
}

const isOf = ({ words, is = words }: Told) => is;

const ofDevice = ['Backend', 'Adapter', 'Number format', 'Device', 'Threads'];

/** Whether the runs were made on what looks like the same device: only then do their times compare. Null where a run does not say. */
export function sameDevice(pair: Pair): boolean | null {
  const found = settingsOfBoth(pair).filter(({ name }) => ofDevice.includes(name));
  if (found.some(({ same }) => same === false)) return false;
  return found.some(({ same }) => same === null) ? null : true;
}

function settingsOf({ run, side, trace }: Chosen, place: Place, alignment: Alignment): (readonly [string, Told])[] {
  const { model, backend, config, engine } = trace;
  const { sha256 } = model;
  const environment = run.kind === 'whole' ? run.comparison.environment : null;
  const agent = environment?.userAgent;
  const unrecorded: Told = { words: 'not recorded', is: null };
  const prunes = side === 'pruned' && config.mode !== 'full';
  const words = (text: string): Told => ({ words: text });
  return [
    ['Prompt', promptOf(trace, place, alignment)],
    ['Mode', words(modeTitle(config.mode))],
    ['Schedule', words(prunes ? formatSchedule(config.schedule) : 'no pruning')],
    ['Sinks', words(prunes ? String(config.sinks) : '–')],
    ['Output tokens', words(prunes ? (config.pruneGenerated ? 'may be pruned' : 'always kept') : '–')],
    ['Output limit', words(`${config.maxNewTokens} tokens`)],
    ['Temperature', words(String(config.temperature))],
    // Without randomness the seed does nothing.
    ['Seed', words(config.temperature > 0 ? String(config.seed) : '–')],
    ['Model', words(model.id)],
    [
      'Weights',
      sha256
        ? { words: `SHA-256 ${sha256.slice(0, 12)}…`, is: sha256, whole: `SHA-256 ${sha256}` }
        : { words: 'no hash', is: null },
    ],
    ['Backend', words(backendName(backend.kind))],
    ['Adapter', words(backend.adapter)],
    ['Number format', words(backend.blocks ? `${backend.dtype}, weights ${backend.blocks}` : backend.dtype)],
    ['Device', agent ? { words: deviceOf(agent) || agent, is: agent, whole: agent } : unrecorded],
    ['Threads', environment ? words(String(environment.threads)) : unrecorded],
    ['Versions', words(`LazyLens ${engine.lazylens}, onnxruntime ${engine.onnxruntime}`)],
  ];
}

/** The end of a prompt, where the question usually is; where both end alike, the place from which they differ. */
function promptOf({ input }: Chosen['trace'], place: Place, { prompts, a, b }: Alignment): Told {
  const size = `${input.ids.length.toLocaleString('en')} tokens`;
  const words = `${size}, ${quote(input.text)}`;
  const whole = `${size}, ${input.text}`;
  if (prompts === 'same') return { words, whole, is: prompts };
  // Before the first token that only one run has, columns are positions.
  const from = a.findIndex((ofA, column) => ofA < 0 || (b[column] ?? -1) < 0);
  const rest = input.pieces
    .slice(from, from + 12)
    .join('')
    .trim()
    .slice(0, 40);
  return { words, whole, is: place, apart: `${size}, from token ${from + 1} on “${rest}…”` };
}

/** The last line that says something. */
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
