// What was dropped on the page, folders and all, or chosen through a folder's file input. Works in Chromium, Firefox and Safari.

import type { PlacedFile } from '@/lib/model/localFiles';

/** The entries must be taken while the drop is handled: the list of items is empty afterwards. */
export function droppedFiles(transfer: DataTransfer): Promise<PlacedFile[]> {
  const entries = entriesOf(transfer);
  return entries.length > 0 ? allFiles(entries) : Promise.resolve(chosenFiles(transfer.files));
}

/** Whether a folder, or more than one file, is being dropped. */
export function dropsMany(transfer: DataTransfer): boolean {
  return transfer.files.length > 1 || entriesOf(transfer).some((entry) => entry.isDirectory);
}

/** None where the browser knows no entries, or where what is dropped has none, as files that a script drops. */
function entriesOf(transfer: DataTransfer): FileSystemEntry[] {
  return [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

/** Files of an input with `webkitdirectory`. */
export function chosenFiles(list: FileList): PlacedFile[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function allFiles(entries: readonly FileSystemEntry[]): Promise<PlacedFile[]> {
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (isDirectory(entry)) return allFiles(await childrenOf(entry));
      if (!isFile(entry)) return [];
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      return [{ path: entry.fullPath, file }];
    }),
  );
  return found.flat();
}

/** A directory gives its entries a hundred at a time, until it gives none. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
