import { afterEach, describe, expect, it } from 'vitest';
import { NO_CALL, replySchema } from '@/lib/worker/messages';
import type { Reply } from '@/lib/worker/messages';
import { serve } from '@/lib/worker/serve';
import { compareParams, gate, loadParams, testEngine } from './engine';
import type { TestEngine } from './engine';

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

/** The page's end of a served port, with every reply so far and a way to wait for the next that fits. */
function connect(engine: TestEngine = testEngine()) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1);
  const replies: Reply[] = [];
  const waiting = new Set<() => void>();
  port1.onmessage = ({ data: received }) => {
    replies.push(replySchema.parse(received));
    waiting.forEach((look) => look());
  };
  serve(port2, engine.host);
  return {
    replies,
    send: (message: unknown) => port1.postMessage(message),
    reply(fits: (reply: Reply) => boolean): Promise<Reply> {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = replies.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
  };
}

const last = (id: number) => (reply: Reply) =>
  (reply.type === 'result' || reply.type === 'error' || reply.type === 'aborted') && reply.id === id;

describe('serve', () => {
  it('posts ready first', async () => {
    const { replies, send, reply } = connect();
    send({ type: 'call', id: 1, name: 'load', params: loadParams });
    await reply(last(1));
    expect(replies[0]).toEqual({ type: 'ready', webgpu: false, crossOriginIsolated: false, threads: 1 });
  });

  it.each([
    ['nothing', null, NO_CALL],
    ['text', 'load', NO_CALL],
    ['an unknown type', { type: 'dance', id: 4 }, 4],
    ['an unknown call', { type: 'call', id: 5, name: 'train', params: {} }, 5],
    ['a negative id', { type: 'abort', id: -1 }, NO_CALL],
  ])('answers %s with an error', async (_, message, id) => {
    const { send, reply } = connect();
    send(message);
    expect(await reply(last(id))).toMatchObject({ type: 'error', id, error: { code: 'internal' } });
  });

  it('names the parameter it refuses', async () => {
    const { send, reply } = connect();
    const config = { ...compareParams().config, schedule: [{ layer: 1, keep: 0 }] };
    send({ type: 'call', id: 1, name: 'compare', params: compareParams({ config }) });
    expect(await reply(last(1))).toMatchObject({
      error: { code: 'schedule-invalid', message: expect.stringContaining('config.schedule.0.keep') },
    });
    send({ type: 'call', id: 2, name: 'compare', params: compareParams({ repeats: 0 }) });
    expect(await reply(last(2))).toMatchObject({
      error: { code: 'input-invalid', message: expect.stringContaining('repeats') },
    });
  });

  it('leaves the running call alone when it refuses another', async () => {
    const slow = gate();
    const { send, reply } = connect(testEngine({ pace: slow.pass }));
    send({ type: 'call', id: 1, name: 'load', params: loadParams });
    send({ type: 'call', id: 2, name: 'compare', params: {} });
    expect(await reply(last(1))).toMatchObject({ type: 'result' });
  });

  it('confirms the stop of a call that has ended or never was', async () => {
    const { send, reply } = connect();
    send({ type: 'abort', id: 7 });
    expect(await reply(last(7))).toEqual({ type: 'aborted', id: 7 });
  });

  it('aborts the signal of the call that is stopped, and says no more about it', async () => {
    const slow = gate();
    const { send, reply, replies } = connect(testEngine({ pace: slow.pass }));
    send({ type: 'call', id: 1, name: 'load', params: loadParams });
    await reply(last(1));
    send({ type: 'call', id: 2, name: 'compare', params: compareParams() });
    await slow.reached;
    send({ type: 'abort', id: 2 });
    send({ type: 'abort', id: 99 }); // answered after the stop was read
    await reply(last(99));
    slow.open();
    expect(await reply(last(2))).toEqual({ type: 'aborted', id: 2 });
    expect(replies.at(-1)).toEqual({ type: 'aborted', id: 2 });
  });

  it('reads a stop while an engine computes without ever leaving its promises', async () => {
    const engine = testEngine();
    const { send, reply } = connect(engine);
    send({ type: 'call', id: 1, name: 'load', params: loadParams });
    await reply(last(1));
    send({ type: 'call', id: 2, name: 'compare', params: compareParams({ repeats: 50 }) });
    await reply(({ type }) => type === 'event');
    send({ type: 'abort', id: 2 });
    expect(await reply(last(2))).toEqual({ type: 'aborted', id: 2 });
    expect(engine.backends[0]?.layersRun).toBeLessThan(50 * 2 * 3 * 4);
  });

  it('reports an AbortError that nobody asked for, as a lost GPU throws it', async () => {
    const pace = async (): Promise<void> => {
      throw new DOMException('the buffer was unmapped', 'AbortError');
    };
    const { send, reply } = connect(testEngine({ pace }));
    send({ type: 'call', id: 1, name: 'load', params: loadParams });
    await reply(last(1));
    send({ type: 'call', id: 2, name: 'compare', params: compareParams() });
    expect(await reply(last(2))).toMatchObject({ type: 'error', error: { message: 'the buffer was unmapped' } });
  });

  it('gives exhausted memory its code and a remedy', async () => {
    const pace = async (): Promise<void> => {
      throw new RangeError('Array buffer allocation failed');
    };
    const { send, reply } = connect(testEngine({ pace }));
    send({ type: 'call', id: 1, name: 'load', params: loadParams });
    send({ type: 'call', id: 2, name: 'attention', params: {} });
    await reply(last(1));
    send({ type: 'call', id: 3, name: 'compare', params: compareParams() });
    expect(await reply(last(3))).toMatchObject({
      error: { code: 'out-of-memory', message: expect.stringContaining('shorter prompt') },
    });
  });

  it('moves the buffers of an attention map instead of copying them', async () => {
    const engine = testEngine();
    const values = new Float32Array([0.25, 0.75]);
    const codes = new Uint8Array([200, 250]);
    const host: TestEngine['host'] = {
      ...engine.host,
      async attention() {
        const levels = [{ rows: 1, columns: 2, codes }];
        return { rows: [1], columns: [0, 1], levels, highest: 0.75, highestButFirst: 0.75, values, replay: 1 };
      },
    };
    const { send, reply } = connect({ ...engine, host });
    const { config, input } = compareParams();
    const segment = { firstLayer: 1, lastLayer: 4, computed: [0, 1], revived: [], kept: null, scores: null };
    const step = { kind: 'prefill', position: 1, tokenId: 3, segments: [segment], top: [], nextId: 0, ms: 1 };
    const place = { step: 0, layer: 1, head: 'mean' };
    send({ type: 'call', id: 1, name: 'attention', params: { ids: input.ids, config, steps: [step], ...place } });
    expect(await reply(last(1))).toMatchObject({
      result: { values: new Float32Array([0.25, 0.75]), levels: [{ codes: new Uint8Array([200, 250]) }] },
    });
    expect([values.length, codes.length]).toEqual([0, 0]);
  });
});
