// Reads a dropped text file as a prompt. Refuses what is no text or far too long for any model here.

import { AppError } from '@/lib/errors';

/** Sixty times what the bundled model can take: beyond that it was not meant as a prompt. */
export const PROMPT_FILE_MAX_BYTES = 512 * 1024;

/** The file's text, line ends made uniform. Throws AppError input-invalid naming the file. */
export async function readPromptFile(file: File): Promise<string> {
  if (file.size > PROMPT_FILE_MAX_BYTES) {
    const kilobytes = Math.round(file.size / 1024);
    throw refused(`${file.name} is ${kilobytes} kB: drop a text file of at most ${PROMPT_FILE_MAX_BYTES / 1024} kB.`);
  }
  const bytes = await file.arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(`${file.name} is not UTF-8 text: save it as plain text (.txt or .md) and drop it again.`);
  }
  if (text.includes('\0')) throw refused(`${file.name} is a binary file: drop plain text (.txt or .md).`);
  return text.replaceAll('\r\n', '\n');
}

function refused(message: string): AppError {
  return new AppError('input-invalid', message);
}
