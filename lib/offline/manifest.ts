// What a build consists of, as its service worker is told when both are made. Knows neither caches nor requests.

export interface BuildFile {
  /** Path on this server. */
  readonly url: string;
  /** Changes with the content; null where the name does already. */
  readonly revision: string | null;
}

export interface BuildManifest {
  /** Name of the build; its pages carry it in the header `BUILD_HEADER`. */
  readonly build: string;
  /** Paths of the pages that are kept with the first visit. */
  readonly pages: readonly string[];
  /** Kept with the first visit: scripts, styles, fonts, recorded runs. */
  readonly files: readonly BuildFile[];
  /** Kept once they were used: the runtime and the bundled model, tens of MB. */
  readonly whenUsed: readonly BuildFile[];
}

export const BUILD_HEADER = 'x-lazylens-build';

/** The cache of the build's files; `whenUsed` lie there only once they were used. */
export const FILES = 'lazylens-files';

/** What a page tells a waiting service worker: the visitor wants the new version. */
export const TAKE_CHARGE = 'take-charge';

/** What the service worker tells pages: one of `whenUsed` lies in the cache now. */
export const FILE_KEPT = 'file-kept';

/** Served for a page that was never seen here. */
export const OFFLINE_PAGE = '/offline';

/** What a file is kept under: another content is another key, so that a build never takes a file of another one. */
export function keyOf({ url, revision }: BuildFile): string {
  return revision === null ? url : `${url}?revision=${revision}`;
}
