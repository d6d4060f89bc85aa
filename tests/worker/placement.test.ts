import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import { placeModel, targetsOf } from '@/lib/worker/placement';
import type { BackendTarget } from '@/lib/worker/placement';
import { watchedBackend } from './engine';

const created = async () => ({ backend: (await watchedBackend()).backend, deviceLost: null });

/** Creates a backend on one kind of target only. */
function only(
  works: (target: BackendTarget) => boolean,
  reason = (target: BackendTarget) => `no ${target.dtype} here.`,
) {
  const tried: string[] = [];
  const create = async (target: BackendTarget) => {
    tried.push(`${target.kind} ${target.dtype}`);
    if (works(target)) return created();
    throw new AppError('webgpu-missing', reason(target));
  };
  return { tried, create };
}

describe('placement', () => {
  it('tries WebGPU f16, WebGPU f32 and WASM in this order and says why it went on', async () => {
    const { tried, create } = only(({ kind }) => kind === 'wasm');
    const { notes } = await placeModel('auto', 'auto', create);
    expect(tried).toEqual(['webgpu f16', 'webgpu f32', 'wasm f32']);
    expect(notes).toEqual(['WebGPU f16: no f16 here.', 'WebGPU f32: no f32 here.']);
  });

  it('gives a reason that f16 and f32 share once', async () => {
    const { create } = only(
      ({ kind }) => kind === 'wasm',
      () => 'this browser has no adapter.',
    );
    expect((await placeModel('auto', 'auto', create)).notes).toEqual(['WebGPU: this browser has no adapter.']);
  });

  it('takes the first that works without a note', async () => {
    const { tried, create } = only(() => true);
    expect((await placeModel('auto', 'auto', create)).notes).toEqual([]);
    expect(tried).toEqual(['webgpu f16']);
  });

  it('does what was asked for and nothing else', () => {
    expect(targetsOf('webgpu', 'f32')).toEqual([{ kind: 'webgpu', dtype: 'f32' }]);
    expect(targetsOf('auto', 'f16')).toEqual([{ kind: 'webgpu', dtype: 'f16' }]);
    expect(targetsOf('wasm', 'auto')).toEqual([{ kind: 'wasm', dtype: 'f32' }]);
  });

  it('names every reason where nothing works', async () => {
    const { create } = only(() => false);
    await expect(placeModel('webgpu', 'auto', create)).rejects.toMatchObject({
      code: 'webgpu-missing',
      message: expect.stringMatching(/WebGPU f16: .*WebGPU f32: /),
    });
  });

  it('refuses f16 on WASM', async () => {
    await expect(placeModel('wasm', 'f16', created)).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it.each([new AppError('model-invalid', 'tensor x is missing'), new DOMException('stopped', 'AbortError')])(
    'does not try another backend after %s',
    async (failure) => {
      let tries = 0;
      const create = async () => {
        tries++;
        throw failure;
      };
      await expect(placeModel('auto', 'auto', create)).rejects.toBe(failure);
      expect(tries).toBe(1);
    },
  );
});
