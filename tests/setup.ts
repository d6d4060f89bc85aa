// Property tests draw the same cases in every run, so that a change is what makes one fail; FC_SEED=random (or a number) draws others.

import fc from 'fast-check';

const chosen = process.env['FC_SEED'];
const seed = chosen === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(chosen ?? 20_241_124);
fc.configureGlobal({ seed, numRuns: Number(process.env['FC_RUNS'] ?? 100) });
