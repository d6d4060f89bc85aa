// A published run: reading and deleting it; lib/server does both.

import { theDatabase } from '@/lib/server/database';
import { read, remove } from '@/lib/server/routes';

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return read(request, (await params).id, theDatabase);
}

export async function DELETE(request: Request, { params }: Context): Promise<Response> {
  return remove(request, (await params).id, theDatabase);
}
