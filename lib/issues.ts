// What a zod schema complains of, in one line for a message.

import type { z } from 'zod';

/** The first complaint of a zod error: where, and what is wrong there. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'unknown';
  return issue.path.length ? `${issue.path.join('.')}: ${issue.message}` : issue.message;
}
