// Whether runs can be published here; lib/server knows.

import { theDatabase } from '@/lib/server/database';
import { health } from '@/lib/server/routes';

export const dynamic = 'force-dynamic';

export function GET(): Promise<Response> {
  return health(theDatabase);
}
