import { describe, expect, it } from 'vitest';
import type { BuildFile } from '@/lib/offline/manifest';
import { type RequestParts, keptTogether, wayOf } from '@/lib/offline/route';

const ORIGIN = 'https://lens.example';
const files = new Map<string, BuildFile>(
  [
    { url: '/_next/static/chunks/a.js', revision: null },
    { url: '/experiments/index.json', revision: 'abc' },
    { url: '/models/lens-28m/model.safetensors', revision: 'def' },
  ].map((file) => [file.url, file]),
);

function way(
  path: string,
  { headers = [], ...parts }: Partial<Omit<RequestParts, 'headers'>> & { headers?: string[] },
) {
  const sent = new Headers(headers.map((name) => [name, '1'] as [string, string]));
  return wayOf(
    { method: 'GET', url: new URL(path, ORIGIN).href, mode: 'cors', headers: sent, ...parts },
    ORIGIN,
    files,
  );
}

describe('the way of a request', () => {
  it('keeps a file of this build under its content, so that two builds never share one', () => {
    expect(way('/experiments/index.json', {})).toEqual({ at: 'file', key: '/experiments/index.json?revision=abc' });
    expect(way('/_next/static/chunks/a.js', {})).toEqual({ at: 'file', key: '/_next/static/chunks/a.js' });
  });

  it('looks among what is kept for a script of another build: its page may be open still', () => {
    const key = '/_next/static/chunks/of-another-build.js';
    expect(way(key, {})).toEqual({ at: 'other-build', key });
  });

  it('keeps a page once, whatever is looked at in it', () => {
    expect(way('/e/abc?layer=3&step=2', { mode: 'navigate' })).toEqual({ at: 'page', key: '/e/abc' });
  });

  it('knows without a network which optional files a model of the build lacks, and asks for those of other models', () => {
    expect(way('/models/lens-28m/chat_template.jinja', {})).toEqual({ at: 'absent' });
    expect(way('/models/another/config.json', {})).toEqual({ at: 'network' });
    expect(way('/models', { mode: 'navigate' })).toEqual({ at: 'page', key: '/models' });
  });

  it('leaves alone what is sent, what is asked for in part, what the server says of itself, and other hosts', () => {
    expect(way('/api/experiments', { method: 'POST' })).toEqual({ at: 'network' });
    expect(way('/api/health', {})).toEqual({ at: 'network' });
    expect(way('/models/lens-28m/model.safetensors', { headers: ['range'] })).toEqual({ at: 'network' });
    expect(way('https://huggingface.co/x/resolve/main/config.json', {})).toEqual({ at: 'network' });
  });

  it('tells a published run from its deletion', () => {
    const key = '/api/experiments/x';
    expect(way(key, {})).toEqual({ at: 'publication', key });
    expect(way(key, { method: 'DELETE' })).toEqual({ at: 'deletion', key });
  });

  it('takes a change of page for a page that is seen, but not what is only fetched ahead', () => {
    expect(way('/e/abc?_rsc=1', { headers: ['rsc'] })).toEqual({ at: 'payload', key: '/e/abc' });
    expect(way('/e/abc?_rsc=1', { headers: ['rsc', 'next-router-prefetch'] })).toEqual({ at: 'payload', key: null });
  });

  it('knows that the pages of a published run go with the run', () => {
    const all = ['/e/abc', '/embed/abc', '/api/experiments/abc'];
    for (const path of all) expect(keptTogether(path)).toEqual(all);
    for (const path of ['/learn', '/e/abc/preview.png']) expect(keptTogether(path)).toEqual([path]);
  });
});
