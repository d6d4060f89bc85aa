// One title for each kind of failure; the message of the error says the rest.

import type { ErrorCode } from '@/lib/errors';

export const errorTitles: Record<ErrorCode, string> = {
  'input-invalid': 'The prompt cannot be run',
  'schedule-invalid': 'The schedule cannot be run',
  'model-invalid': 'The model’s files are not usable',
  'tokenizer-invalid': 'The tokenizer’s files are not usable',
  'trace-invalid': 'The file cannot be opened',
  'link-invalid': 'The link cannot be opened',
  'download-failed': 'A file could not be fetched',
  'publish-failed': 'The server refused',
  'storage-failed': 'The browser’s storage failed',
  'webgpu-missing': 'WebGPU is not available',
  'out-of-memory': 'Out of memory',
  'device-lost': 'The GPU was lost',
  'worker-failed': 'The engine stopped',
  internal: 'LazyLens made a mistake',
};
