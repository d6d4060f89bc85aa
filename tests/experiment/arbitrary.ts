// Random experiments, as far apart as the schema allows.

import fc from 'fast-check';
import type { Experiment } from '@/lib/experiment/experiment';
import { experimentSchema } from '@/lib/experiment/experiment';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 60 }), // every code point
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)), // halves of pairs
);

export const anyExperiment: fc.Arbitrary<Experiment> = fc
  .record({
    prompt: fc.oneof(fc.record({ preset: fc.stringMatching(/^[a-z0-9-]{1,40}$/) }), fc.record({ text })),
    expected: text,
    model: fc.oneof(
      fc.record({ bundled: fc.string({ minLength: 1, maxLength: 40 }) }),
      fc.record({ stored: fc.webUrl() }),
      fc.record({ named: fc.string({ minLength: 1, maxLength: 40 }) }),
    ),
    format: fc.constantFrom('auto', 'f16', 'f32', 'q8', 'q4'),
    chat: fc.boolean(),
    mode: fc.constantFrom('lazyllm', 'progressive', 'static', 'revive-all'),
    schedule: fc
      .uniqueArray(
        fc.record({
          layer: fc.integer({ min: 1, max: 200 }),
          keep: fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true }),
        }),
        { selector: ({ layer }) => layer, maxLength: 12 },
      )
      .map((stages) => [...stages].sort((a, b) => a.layer - b.layer)),
    layers: fc.integer({ min: 1, max: 1000 }),
    sinks: fc.integer({ min: 0, max: 64 }),
    pruneGenerated: fc.boolean(),
    maxNewTokens: fc.integer({ min: 1, max: 512 }),
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    repeats: fc.integer({ min: 1, max: 50 }),
    warmups: fc.integer({ min: 0, max: 10 }),
  })
  .map((experiment) => experimentSchema.parse(experiment));
