// How a run is cited: the end of a caption, and BibTeX entries of the run and of the paper. Strings only.

import { slug } from '@/components/figures/save';
import type { Source } from '@/components/figures/OffersMenu';
import { publicationIdSchema } from '@/lib/experiment/publication';
import type { Run } from '@/lib/trace/run';
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
  const path = permalinkOf(run);
  const link = () => (path === null ? null : new URL(path, window.location.origin).href);
  return {
    name: `lazylens-${slug(titleOf(run))}`,
    caption: (what) => [what, runSentence(run), link()].filter((part) => part !== null).join(' '),
    cites: 'run and paper',
    bibtex: () => `${runBibtex(run, link())}\n${paperBibtex}`,
  };
}

/** `Run “Find the pass key” on lens-28m (WASM, f32), after layers 4/8, keep 0.5; 24 November 2026, LazyLens 0.1.0. Method: …` */
function runSentence(run: Run): string {
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  const place = trace ? ` on ${placeWords(trace)}` : '';
  const engine = trace ? `, LazyLens ${trace.engine.lazylens}` : '';
  return `Run “${titleOf(run)}”${place}; ${dayOf(run)}${engine}. Method: ${PAPER}.`;
}

function placeWords(trace: Trace): string {
  const { model, backend, config, input } = trace;
  const how = config.mode === 'full' ? sideName(trace) : `${sideName(trace)} ${formatSchedule(config.schedule)}`;
  return `${model.id} (${backend.kind}, ${backend.dtype}, ${backend.adapter}), ${input.ids.length.toLocaleString('en')} prompt tokens, ${how}`;
}

function runBibtex(run: Run, permalink: string | null): string {
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  const hash = trace?.model.sha256;
  const date = new Date(createdAtOf(run));
  const known = !Number.isNaN(date.getTime());
  const fields: [string, string][] = [
    ['title', `{${texOf(titleOf(run))}}`],
    ['howpublished', `Experiment recorded with LazyLens${trace ? ` ${texOf(trace.engine.lazylens)}` : ''}`],
    ...(known
      ? ([
          ['year', String(date.getUTCFullYear())],
          ['month', String(date.getUTCMonth() + 1)],
        ] satisfies [string, string][])
      : []),
    ...(trace
      ? ([['note', texOf(placeWords(trace) + (hash ? `, weights sha256 ${hash}` : ''))]] satisfies [string, string][])
      : []),
    ...(permalink === null ? [] : ([['url', permalink]] satisfies [string, string][])),
  ];
  const key = `lazylens-${slug(titleOf(run))}-${dayOf(run)}`;
  return `@misc{${key},\n${fields.map(([name, value]) => `  ${name.padEnd(12)} = {${value}}`).join(',\n')}\n}\n`;
}

function dayOf(run: Run): string {
  return createdAtOf(run).slice(0, 10);
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
