import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { permalinkOf, sourceOf } from '@/components/run/citation';
import { readComparison } from '@/lib/trace/file';
import { runOf } from '@/lib/trace/run';

const comparison = readComparison(await readFile('public/experiments/passkey.json', 'utf8'));
vi.stubGlobal('window', { location: { origin: 'https://lens.example' } });

describe('a run is cited', () => {
  const run = { ...runOf(comparison, 'recorded'), id: 'passkey' };

  it('with model, schedule, date, version, paper and the link that opens it', () => {
    const source = sourceOf(run);
    const caption = source.caption('What is seen.');
    expect(caption).toMatch(/^What is seen\. Run “Find the pass key” on lens-28m \(wasm, f32/);
    expect(caption).toContain('LazyLLM after layers 4/8/12, keep 0.5');
    expect(caption).toContain('arXiv:2407.14057');
    expect(caption).toMatch(/https:\/\/lens\.example\/gallery\/passkey$/);
    const bibtex = source.bibtex();
    expect(bibtex.match(/^@\w+\{[\w-]+,$/gm)).toEqual([
      `@misc{lazylens-find-the-pass-key-${comparison.createdAt.slice(0, 10)},`,
      '@article{fu2024lazyllm,',
    ]);
    expect(bibtex).toContain(comparison.pruned.model.sha256);
    expect(bibtex).toContain('{https://lens.example/gallery/passkey}');
  });

  it('without a link where nobody else can open it', () => {
    const own = runOf(comparison, 'here');
    expect(permalinkOf(own)).toBeNull();
    const source = sourceOf(own);
    expect(source.caption('x')).not.toContain('lens.example');
    expect(source.bibtex()).not.toContain('lens.example');
    const published = { ...runOf(comparison, 'published'), id: 'ABCDEFGH1234' };
    expect(permalinkOf(published)).toBe('/e/ABCDEFGH1234');
  });

  it('with author, date and link of its publication where there is one', () => {
    const publication = { author: 'Ada & the class of 10b', publishedAt: '2031-03-04T23:30:00.000Z' };
    const published = { ...runOf(comparison, 'published'), id: 'ABCDEFGH1234', publication };
    const source = sourceOf(published);
    const made = comparison.createdAt.slice(0, 10);
    const caption = source.caption('What is seen.');
    expect(caption).toContain('Run “Find the pass key” by Ada & the class of 10b on lens-28m');
    expect(caption).toContain(`made ${made}, published 2031-03-04`);
    expect(caption).toMatch(/https:\/\/lens\.example\/e\/ABCDEFGH1234$/);
    const [entry = ''] = source.bibtex().split('\n}\n');
    expect(fieldsOf(entry)).toMatchObject({
      author: '{Ada \\& the class of 10b}',
      title: '{Find the pass key}',
      year: '2031',
      month: '3',
      day: '4',
      url: 'https://lens.example/e/ABCDEFGH1234',
    });
    expect(entry).toContain(`run made ${made}`);
    expect(entry).toMatch(/^@misc\{[\w-]+-ABCDEFGH1234,/);

    const unnamed = { ...published, publication: { ...publication, author: '' } };
    expect(sourceOf(unnamed).caption('x')).not.toContain(' by ');
    expect(sourceOf(unnamed).bibtex()).not.toMatch(/^ {2}author.*Ada/m);
  });

  it('without a publication, by the day it was made and nobody’s name', () => {
    const [entry = ''] = sourceOf(runOf(comparison, 'here')).bibtex().split('\n}\n');
    const [year, month, day] = comparison.createdAt.slice(0, 10).split('-').map(Number);
    expect(fieldsOf(entry)).toMatchObject({ year: String(year), month: String(month), day: String(day) });
    expect(Object.keys(fieldsOf(entry))).not.toContain('author');
    expect(Object.keys(fieldsOf(entry))).not.toContain('url');
  });

  it('in BibTeX that closes every brace, whatever the title', () => {
    const title = 'A {brace, 100% & $5 #1 of a_b \\ ~ ^ }{';
    const bibtex = sourceOf(runOf({ ...comparison, title }, 'here')).bibtex();
    const line = bibtex.split('\n').find((each) => each.includes('title'));
    expect(line).toContain('100\\% \\& \\$5 \\#1 of a\\_b \\textbackslash{} \\textasciitilde{} \\textasciicircum{}');
    expect(line).toContain('A \\textbraceleft{}brace');
    const opened = [...(line ?? '')].reduce((depth, sign) => depth + (sign === '{' ? 1 : sign === '}' ? -1 : 0), 0);
    expect(opened).toBe(0);
  });
});

/** The fields of a BibTeX entry, without their outer braces. */
function fieldsOf(entry: string): Record<string, string> {
  return Object.fromEntries([...entry.matchAll(/^ {2}(\w+) *= \{(.*)\},?$/gm)].map(([, name, value]) => [name, value]));
}
