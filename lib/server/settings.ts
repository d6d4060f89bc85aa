// What the operator may set, from the environment. Read once, checked, with the default of each.

import path from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/errors';

const MIB = 2 ** 20;
const whole = z.coerce.number().int().min(0);

const environmentSchema = z.object({
  /** PostgreSQL that several servers may share; PGlite in `LAZYLENS_DATA` where not set. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  LAZYLENS_DATA: z.string().min(1).default('.data'),
  /** Bytes of one publication: as sent (compressed), and as text. */
  LAZYLENS_MAX_SENT: whole.default(4 * MIB),
  LAZYLENS_MAX_TEXT: whole.default(24 * MIB),
  /** Bytes that all publications may take, compressed. */
  LAZYLENS_MAX_TOTAL: whole.default(2048 * MIB),
  /** Publications an hour from one address (a class behind one router is one), and from all; 0 takes none. */
  LAZYLENS_MAX_HOURLY: whole.default(60),
  LAZYLENS_MAX_HOURLY_ALL: whole.default(2000),
  /** Proxies before this server that append to X-Forwarded-For. */
  LAZYLENS_PROXIES: whole.default(0),
});

export type ServerSettings = z.infer<typeof environmentSchema>;

/** The settings in `environment`. Throws AppError input-invalid naming the first variable that is wrong. */
export function serverSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ServerSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return { ...parsed.data, LAZYLENS_DATA: path.resolve(parsed.data.LAZYLENS_DATA) };
  const issue = parsed.error.issues[0];
  // Not its value: a database's address holds a password.
  throw new AppError('input-invalid', `The setting ${issue?.path.join('.')} is not valid: ${issue?.message}`);
}
