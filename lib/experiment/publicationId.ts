// The id of a publication, made from its content: whoever publishes the same run with the same words gets the same link.

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const LENGTH = 12;

/** Twelve characters of base58 (70 bits) from a SHA-256 in hex. */
export function publicationId(digest: string): string {
  const base = BigInt(ALPHABET.length);
  let rest = BigInt(`0x${digest}`);
  let id = '';
  for (let i = 0; i < LENGTH; i++) {
    id += ALPHABET[Number(rest % base)];
    rest /= base;
  }
  return id;
}
