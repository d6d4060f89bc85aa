// Names of runs that a link can carry: recorded with the page, published on its server, or kept on this device.

export const sources = ['recorded', 'published', 'own'] as const;

export interface RunRef {
  readonly from: (typeof sources)[number];
  readonly id: string;
}

/** `recorded:passkey`; null where the text names no run. */
export function parseRef(text: string): RunRef | null {
  const [, source, id] = /^([a-z]+):(.{1,200})$/u.exec(text) ?? [];
  const from = sources.find((each) => each === source);
  return from && id ? { from, id } : null;
}

export function refText({ from, id }: RunRef): string {
  return `${from}:${id}`;
}

/** Address of a comparison, for links from other pages. */
export function compareHref(a: RunRef, b: RunRef | null = null): string {
  const query = new URLSearchParams({ a: refText(a), ...(b && { b: refText(b) }) });
  return `/compare?${query.toString()}`;
}
