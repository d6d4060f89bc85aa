// The numbers that a model's weights are kept in, as they are chosen.

import { z } from 'zod';

/**
 * How a model's matrices are kept: floats, of 16 bits only where the device has them, or blocks of 8 or 4 bits, beside the best
 * floats that the device has. The default is the best floats.
 */
export const formatSchema = z.enum(['auto', 'f16', 'f32', 'q8', 'q4']);

export type FormatChoice = z.output<typeof formatSchema>;
