// The key that deletes a publication: shown once to whoever published, kept as a hash.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 128 random bits, base64url. */
export function newDeleteKey(): string {
  return randomBytes(16).toString('base64url');
}

/** SHA-256 in hex: a random key needs no salt and no slow hash. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether `key` has the hash, in the same time for every key. */
export function isKeyOf(hash: string, key: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashKey(key), 'hex'));
}
