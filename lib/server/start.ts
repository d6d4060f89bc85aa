// What happens as the server starts.

import { noteAddresses } from './address';
import { theDatabase } from './database';
import { logFailure } from './log';
import { serverSettings } from './settings';

/**
 * Notes addresses from now on and begins to open the database. Pages are served meanwhile, and also where it cannot be opened: most
 * need none, and the next request to publish tries again. Throws AppError input-invalid for a setting that is wrong.
 */
export function startServer(): void {
  noteAddresses(serverSettings().LAZYLENS_PROXIES);
  theDatabase().catch((error: unknown) => logFailure('nothing can be published', error));
}
