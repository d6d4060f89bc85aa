// Runs in the browser: the page's store of models with the real download worker, and looks at what is on the device.

import { openStored } from '@/lib/storage/models/open';
import { createModelStore } from '@/lib/storage/models/store';
import type { ModelRequest, StoredModel, StoreSnapshot } from '@/lib/storage/models/types';

const store = createModelStore(() => new Worker('/download.worker.js', { type: 'module' }));

/** Every phase that was shown, once each time it began. */
const phases: string[] = [];
/** Every note and reason that was shown. */
const sentences = new Set<string>();
let done: Promise<StoredModel> | null = null;

store.subscribe(() => {
  for (const { phase } of store.getSnapshot().downloads) {
    if (phases.at(-1) !== phase.at) phases.push(phase.at);
    if (phase.at === 'downloading' && phase.note) sentences.add(phase.note);
    if (phase.at === 'reconnecting') sentences.add(phase.reason);
  }
});

/** Starts a download and does not wait for it. */
export function begin(request: ModelRequest, token: string | null = null): void {
  done = store.download(request, { token });
  done.catch(() => undefined);
}

/** How the download that was begun last ended. */
export async function end(): Promise<{ model: StoredModel | null; error: { code: string; message: string } | null }> {
  try {
    return { model: (await done) ?? null, error: null };
  } catch (thrown) {
    const { code = '', name, message } = thrown as { code?: unknown; name: string; message: string };
    return { model: null, error: { code: typeof code === 'string' ? code : name, message } };
  }
}

/** What the page would show, and has shown. */
export async function look(): Promise<{ snapshot: StoreSnapshot; phases: string[]; sentences: string[] }> {
  await store.refresh();
  return { snapshot: store.getSnapshot(), phases: [...phases], sentences: [...sentences] };
}

/** Bytes of a running download that are on the device. */
export function doneBytes(): number {
  const [download] = store.getSnapshot().downloads;
  return download && 'progress' in download.phase ? (download.phase.progress?.doneBytes ?? 0) : 0;
}

export const { pause, cancel, remove } = store;

/** Names of the folders of models on this device. */
export async function foldersStored(): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (await modelsFolder()).keys()) names.push(name);
  return names;
}

/** SHA-256 of a file of a model, as the engine would read it. */
export async function hashOf(key: string, name: string): Promise<string> {
  const bytes = await (await openStored(key)).bytes(name);
  if (!bytes) throw new Error(`${key} has no ${name}`);
  const content = await bytes.read(0, bytes.size);
  const digest = await crypto.subtle.digest('SHA-256', content.slice());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Why a model cannot be opened; null where it can. */
export async function refusalOf(key: string): Promise<string | null> {
  return openStored(key).then(
    () => null,
    (thrown: Error) => thrown.message,
  );
}

/** Flips a bit of a stored file behind the store's back, or cuts it there. */
export async function damage(name: string, byte: number, how: 'flip' | 'truncate'): Promise<void> {
  for await (const folder of (await modelsFolder()).values()) {
    if (!(folder instanceof FileSystemDirectoryHandle)) continue;
    const handle = await folder.getFileHandle(name);
    const file = await handle.getFile();
    const [old = 0] = new Uint8Array(await file.slice(byte, byte + 1).arrayBuffer());
    const writable = await handle.createWritable({ keepExistingData: true });
    if (how === 'truncate') await writable.truncate(byte);
    else await writable.write({ type: 'write', position: byte, data: Uint8Array.of(old ^ 1) });
    await writable.close();
  }
}

async function modelsFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle('models', { create: true });
}
