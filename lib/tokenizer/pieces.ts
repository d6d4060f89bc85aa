// From token ids back to text, token by token. Knows the two spellings of bytes that tokenizer.json files use; no encoding.

/** A token as the tokenizer stores it. */
export interface StoredToken {
  /** Spelled in the vocabulary's own way, or as plain text if `added`. */
  readonly text: string;
  readonly added: boolean;
  /** Marks structure and is no part of the text. */
  readonly special: boolean;
}

/** How a vocabulary spells text: every byte as a printable character, or words with U+2581 for a space and <0x0A> for a byte. */
export type Spelling = 'byte-level' | 'metaspace';

/**
 * The text of each token. A character spread over several tokens belongs to the token that completes it; the ones before it get
 * ''. Special tokens give '' unless `showSpecial`. Bytes that form no character become U+FFFD.
 */
export function piecesOf(
  tokens: readonly (StoredToken | undefined)[],
  spelling: Spelling,
  showSpecial = false,
): string[] {
  const pieces: string[] = [];
  let decoder = createDecoder();
  const append = (text: string) => {
    if (pieces.length) pieces[pieces.length - 1] += text;
  };
  for (const token of tokens) {
    if (token && !token.added) {
      pieces.push(decoder.decode(bytesOf(token.text, spelling), { stream: true }));
      continue;
    }
    append(decoder.decode());
    decoder = createDecoder();
    pieces.push(token && (showSpecial || !token.special) ? token.text : '');
  }
  append(decoder.decode());
  return pieces;
}

/** Keeps a byte order mark: it is part of the text here. */
function createDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

const encoder = new TextEncoder();

function bytesOf(token: string, spelling: Spelling): Uint8Array {
  if (spelling === 'byte-level') return Uint8Array.from(token, (character) => byteOfCharacter.get(character) ?? 0x3f);
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
  return byte ? Uint8Array.of(parseInt(byte, 16)) : encoder.encode(token.replaceAll('\u2581', ' '));
}

/** GPT-2's table: printable Latin-1 bytes stand for themselves, the others for U+0100 and on, in order. */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const table = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) table.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
  return table;
})();
