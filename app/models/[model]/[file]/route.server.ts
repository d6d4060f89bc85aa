// A file of a model in the operator's folder. The bundled model's files are in public and come first.

import { modelFile, modelsFolder } from '@/lib/server/models';

interface Context {
  readonly params: Promise<{ readonly model: string; readonly file: string }>;
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { model, file } = await params;
  return modelFile(request, modelsFolder(), model, file);
}
