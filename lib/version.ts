// Versions that every trace made here names, from the package's manifest.

import manifest from '@/package.json';
import type { Trace } from '@/lib/trace/schema';

export const engineVersions: Trace['engine'] = {
  lazylens: manifest.version,
  onnxruntime: manifest.dependencies['onnxruntime-web'],
};
