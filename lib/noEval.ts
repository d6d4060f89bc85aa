// Imported for its effect, before the first parse: zod compiles its checks with `new Function` where it can, and tries whether it
// can. The Content-Security-Policy forbids it, and would report each try.

import { config } from 'zod';

config({ jitless: true });
