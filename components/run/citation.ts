// How a run is cited: the end of a caption, and BibTeX entries of the run and of the paper. Strings only.

import { slug } from '@/components/figures/save';
import type { Source } from '@/components/figures/OffersMenu';
import { publicationIdSchema } from '@/lib/experiment/publication';
import type { Run, WholeRun } from '@/lib/trace/run';
import { createdAtOf, titleOf, traceOf } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import { formatSchedule, sideName } from './format';

/** The paper that introduced LazyLLM. */
export const paperBibtex = `@article{fu2024lazyllm,
  title   = {{LazyLLM}: Dynamic Token Pruning for Efficient Long Context {LLM} Inference},
  author  = {Fu, Qichen and Cho, Minsik and Merth, Thomas and Mehta, Sachin and Rastegari, Mohammad and Najibi, Mahyar},
  journal = {arXiv preprint arXiv:2407.14057},
  year    = {2024},
  url     = {https://arxiv.org/abs/2407.14057}
}
`;

const PAPER = 'Fu et al., 2024, arXiv:2407.14057';

/** Path at which anyone can open the run, if it is a recorded or a published one; null for a run of this device or of a file. */
export function permalinkOf(run: Run): string | null {
  if (run.origin === 'recorded') return `/gallery/${encodeURIComponent(run.id)}`;
  return run.origin === 'published' && publicationIdSchema.safeParse(run.id).success ? `/e/${run.id}` : null;
}

/** What stands in files made from the run. */
export function sourceOf(run: Run): Source {
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  return {
    name: `lazylens-${slug(titleOf(run))}`,
    caption: (what) => sentences([what, `Run ${runWords(run, trace)}.`, methodSentence, linkOf(permalinkOf(run))]),
    cites: 'run and paper',
    bibtex: () => `${runBibtex(run)}\n${paperBibtex}`,
  };
}

export function sentences(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' ');
}

/** A path of this site as a whole address. */
export function linkOf(path: string | null): string | null {
  return path === null ? null : new URL(path, window.location.origin).href;
}

export const methodSentence = `Method: ${PAPER}.`;

/** `“Find the pass key” by Ada on lens-28m (wasm, f32, …), 629 prompt tokens, LazyLLM after layers 4/8, keep 0.5; made 2026-11-24, published 2026-11-25, LazyLens 0.1.0` */
export function runWords(run: Run, trace: Trace | null): string {
  const { author = '', publishedAt = null } = publicationOf(run) ?? {};
  const by = author === '' ? '' : ` by ${author}`;
  const place = trace ? ` on ${placeWords(trace)}` : '';
  const made = dayOf(createdAtOf(run));
  const days = publishedAt === null ? made : `made ${made}, published ${dayOf(publishedAt)}`;
  const engine = trace ? `, LazyLens ${trace.engine.lazylens}` : '';
  return `“${titleOf(run)}”${by}${place}; ${days}${engine}`;
}

function placeWords(trace: Trace): string {
  const { model, backend, config, input } = trace;
  const how = config.mode === 'full' ? sideName(trace) : `${sideName(trace)} ${formatSchedule(config.schedule)}`;
  return `${model.id} (${backend.kind}, ${backend.dtype}, ${backend.adapter}), ${input.ids.length.toLocaleString('en')} prompt tokens, ${how}`;
}

/**
 * An entry of the run. Its author is a line of free text, braced so that BibTeX prints it as it is; its date is that of the
 * publication where there is one.
 */
export function runBibtex(run: Run): string {
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  const hash = trace?.model.sha256;
  const { author = '', publishedAt = null } = publicationOf(run) ?? {};
  const date = new Date(publishedAt ?? createdAtOf(run));
  const known = !Number.isNaN(date.getTime());
  const made = publishedAt === null ? [] : [`run made ${dayOf(createdAtOf(run))}`];
  const note = trace && [placeWords(trace), ...(hash ? [`weights sha256 ${hash}`] : []), ...made].join(', ');
  const link = linkOf(permalinkOf(run));
  const fields: [name: string, value: string | null][] = [
    ['author', author === '' ? null : `{${texOf(author)}}`],
    ['title', `{${texOf(titleOf(run))}}`],
    ['howpublished', `Experiment recorded with LazyLens${trace ? ` ${texOf(trace.engine.lazylens)}` : ''}`],
    ['year', known ? String(date.getUTCFullYear()) : null],
    ['month', known ? String(date.getUTCMonth() + 1) : null],
    ['day', known ? String(date.getUTCDate()) : null],
    ['note', note && texOf(note)],
    ['url', link],
  ];
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(12)} = {${value}}`]));
  return `@misc{${bibtexKey(run)},\n${lines.join(',\n')}\n}\n`;
}

/** Published runs may share title and day: their id tells them apart. */
function bibtexKey(run: Run): string {
  const id = permalinkOf(run)?.startsWith('/e/') ? `-${run.id}` : '';
  return `lazylens-${slug(titleOf(run))}-${dayOf(createdAtOf(run))}${id}`;
}

function publicationOf(run: Run): WholeRun['publication'] | null {
  return run.kind === 'whole' ? run.publication : null;
}

function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

const tex: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
};

/** Text with the characters escaped that TeX would read as commands; BibTeX counts braces even where a backslash precedes them. */
function texOf(text: string): string {
  return text.replace(/[\\~^{}]/g, (sign) => tex[sign] ?? sign).replace(/[&%$#_]/g, (sign) => `\\${sign}`);
}
