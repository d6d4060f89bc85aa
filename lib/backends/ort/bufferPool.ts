// GPU buffers that are used again: a decode step uploads and reads a few numbers for each segment, and making a buffer costs more than
// filling it. Knows sizes, no tensors.

/** Buffers of this size and above are made and destroyed as needed. */
const LARGE = 2 ** 20;
const SMALLEST = 2 ** 8;

/** Lends buffers of one device and one usage. */
export class BufferPool {
  readonly #free = new Map<number, GPUBuffer[]>();
  #released = false;

  constructor(private readonly create: (size: number) => GPUBuffer) {}

  /** A buffer of at least `size` bytes. Hand it to `giveBack` once all work that uses it was submitted. */
  take(size: number): GPUBuffer {
    const room = roomFor(size);
    return this.#free.get(room)?.pop() ?? this.create(room);
  }

  giveBack(buffer: GPUBuffer): void {
    if (this.#released || buffer.size >= LARGE) {
      buffer.destroy();
      return;
    }
    const free = this.#free.get(buffer.size);
    if (free) free.push(buffer);
    else this.#free.set(buffer.size, [buffer]);
  }

  release(): void {
    this.#released = true;
    for (const free of this.#free.values()) for (const buffer of free) buffer.destroy();
    this.#free.clear();
  }
}

function roomFor(size: number): number {
  return size >= LARGE ? size : Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)));
}
