// One turn of the event loop, so that a thread busy with promises gets to read its messages and to draw.

/**
 * Resolves after the messages that wait at this moment were delivered. A runtime on WASM computes inside promise jobs, and an
 * abort would otherwise be read only when the whole generation is over. A message hop takes a fraction of a millisecond;
 * `setTimeout` would be held to 4 ms.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
