// Publishing a run; lib/server does it.

import { theDatabase } from '@/lib/server/database';
import { publish } from '@/lib/server/routes';

export function POST(request: Request): Promise<Response> {
  return publish(request, theDatabase);
}
