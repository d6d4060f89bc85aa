// Which models this server offers besides the bundled one.

import { listModels, modelsFolder } from '@/lib/server/models';

export const dynamic = 'force-dynamic';

export async function GET(): Promise<Response> {
  const folder = modelsFolder();
  const models = folder ? await listModels(folder) : [];
  return Response.json({ models }, { headers: { 'Cache-Control': 'no-store' } });
}
