import { describe, expect, it } from 'vitest';
import type { BuildFile } from '@/lib/offline/manifest';
import { type RequestParts, wayOf } from '@/lib/offline/route';

const ORIGIN = 'https://lens.example';
const files = new Map<string, BuildFile>(
  [
    { url: '/_next/static/chunks/a.js', revision: null },
    { url: '/experiments/index.json', revision: 'abc' },
    { url: '/models/lens-28m/model.safetensors', revision: 'def' },
  ].map((file) => [file.url, file]),
);

function way(path: string, parts: Partial<RequestParts> & { header?: string } = {}) {
  const { header, ...rest } = parts;
  const headers = new Headers(header ? { [header]: '1' } : {});
  return wayOf({ method: 'GET', url: new URL(path, ORIGIN).href, mode: 'cors', headers, ...rest }, ORIGIN, files);
}

describe('the way of a request', () => {
  it('keeps a file of this build under its content, so that two builds never share one', () => {
    expect(way('/experiments/index.json')).toEqual({ at: 'file', key: '/experiments/index.json?revision=abc' });
    expect(way('/_next/static/chunks/a.js')).toEqual({ at: 'file', key: '/_next/static/chunks/a.js' });
    expect(way('/_next/static/chunks/of-another-build.js')).toEqual({ at: 'network' });
  });

  it('keeps a page once, whatever is looked at in it', () => {
    expect(way('/e/abc?layer=3&step=2', { mode: 'navigate' })).toEqual({ at: 'page', key: '/e/abc' });
  });

  it('knows without a network which optional files a model of the build lacks, and asks for those of other models', () => {
    expect(way('/models/lens-28m/chat_template.jinja')).toEqual({ at: 'absent' });
    expect(way('/models/another/config.json')).toEqual({ at: 'network' });
    expect(way('/models', { mode: 'navigate' })).toEqual({ at: 'page', key: '/models' });
  });

  it('leaves alone what is sent, what is asked for in part, and other hosts', () => {
    expect(way('/api/experiments', { method: 'POST' })).toEqual({ at: 'network' });
    expect(way('/models/lens-28m/model.safetensors', { header: 'range' })).toEqual({ at: 'network' });
    expect(way('https://huggingface.co/x/resolve/main/config.json')).toEqual({ at: 'network' });
  });

  it('drops a published run from this device when it is deleted', () => {
    expect(way('/api/experiments/x', { method: 'DELETE' })).toEqual({ at: 'deletion', key: '/api/experiments/x' });
  });

  it('lets a change of page fail over to loading the page', () => {
    expect(way('/learn?_rsc=1', { header: 'rsc' })).toEqual({ at: 'payload' });
  });
});
