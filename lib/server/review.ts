// A body on its way in: is it a publication, may it be unpacked, what is it called. Knows no database.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { Caption } from '@/lib/experiment/publication';
import { captionSchema, PUBLICATION_VERSION } from '@/lib/experiment/publication';
import { publicationId } from '@/lib/experiment/publicationId';
import { inSlices } from '@/lib/slices';
import { readingTrace, writingComparison } from '@/lib/trace/file';
import { countPacked } from '@/lib/trace/pack';
import { headOf, runOf } from '@/lib/trace/run';
import { Refusal } from './refusal';

/** A publication as it will be stored. */
export interface Reviewed extends Caption {
  readonly id: string;
  readonly digest: string;
  /** The run as JSON, packed. */
  readonly run: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly speedup: number | null;
}

const bodySchema = captionSchema.extend({ version: z.literal(PUBLICATION_VERSION), run: z.unknown() });

/** Four times what a run of 8,192 tokens with 32 decode steps names. */
const MAX_POSITIONS = 12_000_000;

/** Checks and repacks a body, so that equal content is equal text. Throws Refusal 400 naming what is wrong. */
export async function review(body: string): Promise<Reviewed> {
  const parsed = bodySchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Refusal(
      400,
      'publication-invalid',
      `This is no publication: ${issue?.path.join('.') || 'the body'}: ${issue?.message}.`,
    );
  }
  const { title, note, author, run } = parsed.data;
  if (countPositions(run) > MAX_POSITIONS) {
    throw new Refusal(
      413,
      'too-large',
      'This run names more positions than a run of 8,192 tokens can: it is not stored.',
    );
  }
  const opened = await inSlices(readingTrace(run)).catch((thrown: unknown) => {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new Refusal(400, 'run-invalid', thrown.message);
  });
  if (opened.kind === 'trace') throw new Refusal(400, 'run-invalid', 'Only a whole run, both sides, can be published.');
  const { comparison } = opened;
  const packed = await inSlices(writingComparison(comparison));
  const digest = createHash('sha256')
    .update(JSON.stringify([title, note, author, packed]))
    .digest('hex');
  const { speedup } = headOf(runOf(comparison, 'published'));
  return {
    id: publicationId(digest),
    digest,
    title,
    note,
    author,
    run: packed,
    // A database's text holds no NUL.
    model: comparison.pruned.model.id.replaceAll('\0', ''),
    promptTokens: comparison.pruned.input.ids.length,
    speedup: Number.isFinite(speedup) ? speedup : null,
  };
}

/** Positions that the packed lists of a run would unpack to: a few bytes can name millions. */
function countPositions(run: unknown): number {
  const sides = listsSchema.safeParse(run);
  if (!sides.success) return 0;
  const { full, pruned } = sides.data;
  let count = 0;
  for (const step of [...full.steps, ...pruned.steps]) {
    for (const segment of step.segments) {
      for (const list of [segment.computed, segment.revived, segment.kept]) {
        if (typeof list === 'string') count += countPacked(list);
      }
    }
  }
  return count;
}

const listsSchema = (() => {
  const segment = z.object({ computed: z.unknown(), revived: z.unknown(), kept: z.unknown() });
  // A step of another form holds no lists that could be unpacked.
  const step = z
    .object({ segments: z.array(segment.catch({ computed: null, revived: null, kept: null })) })
    .catch({ segments: [] });
  const trace = z.object({ steps: z.array(step) }).catch({ steps: [] });
  return z.object({ full: trace, pruned: trace });
})();

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'json-invalid', 'The body is not JSON: send a publication as the page does.');
  }
}
