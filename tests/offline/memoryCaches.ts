// The browser's Cache Storage, which Node lacks: caches in the order in which they were made, answers in the order in which they came.

const BASE = 'https://lens.example';

class MemoryCache {
  readonly #answers = new Map<string, Response>();

  match(key: string | Request): Promise<Response | undefined> {
    return Promise.resolve(this.#answers.get(hrefOf(key))?.clone());
  }

  async put(key: string | Request, response: Response): Promise<void> {
    const kept = new Response(await response.arrayBuffer(), response);
    this.#answers.set(hrefOf(key), kept);
  }

  delete(key: string | Request): Promise<boolean> {
    return Promise.resolve(this.#answers.delete(hrefOf(key)));
  }

  keys(): Promise<Request[]> {
    return Promise.resolve([...this.#answers.keys()].map((href) => new Request(href)));
  }
}

/** To be put in the place of the global `caches`. */
export class MemoryCaches {
  readonly #caches = new Map<string, MemoryCache>();

  open(name: string): Promise<MemoryCache> {
    const cache = this.#caches.get(name) ?? new MemoryCache();
    this.#caches.set(name, cache);
    return Promise.resolve(cache);
  }

  keys(): Promise<string[]> {
    return Promise.resolve([...this.#caches.keys()]);
  }

  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.#caches.delete(name));
  }
}

function hrefOf(key: string | Request): string {
  return typeof key === 'string' ? new URL(key, BASE).href : key.url;
}
