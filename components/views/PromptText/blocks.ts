// Cuts a long text into blocks that the browser can leave out of its layout until they come near. Strings only.

/** Neighbouring tokens that are laid out together. */
export interface TextBlock {
  /** Position of the first token. */
  readonly first: number;
  /** One a token. */
  readonly pieces: readonly string[];
}

/** A block ends with the first line break after so many tokens... */
const ENOUGH = 64;
/** ...or, in a paragraph without one, before the first word after so many: the line ends there, but no character is added. */
const MOST = 256;

/** Blocks of a text whose first token stands at `first`. Joined they are the text. */
export function textBlocks(pieces: readonly string[], first = 0): TextBlock[] {
  const blocks: TextBlock[] = [];
  let from = 0;
  for (let i = 1; i <= pieces.length; i++) {
    const length = i - from;
    const ends =
      i === pieces.length ||
      (length >= ENOUGH && pieces[i - 1]?.endsWith('\n')) ||
      (length >= MOST && /^\s/.test(pieces[i] ?? '')) ||
      length >= 2 * MOST;
    if (!ends) continue;
    blocks.push({ first: first + from, pieces: pieces.slice(from, i) });
    from = i;
  }
  return blocks;
}

/** Lines that a block takes where about `columns` letters fit on one. */
export function estimateLines({ pieces }: TextBlock, columns: number): number {
  const lines = pieces.join('').replace(/\n$/, '').split('\n');
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
}
