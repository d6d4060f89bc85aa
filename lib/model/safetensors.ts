// Reads a safetensors file tensor by tensor from anything that gives byte ranges. Knows the format and our 8-bit blocks; no
// architecture.

import { z } from 'zod';
import { AppError, assert, throwIfAborted } from '@/lib/errors';
import { decodeF32, type Dtype, dtypeBytes } from './dtypes';
import { dequantizeBlocks, SCALE_SUFFIX } from './quantize';
import type { StoredRows, Weights } from './weights';

/** Bytes by range: a file handle, a Blob, a buffer, a range request. */
export interface ByteSource {
  /** Total bytes. */
  readonly size: number;
  /** Bytes start..end-1. May return a view of shared memory: callers do not write to it. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface TensorEntry {
  readonly dtype: Dtype;
  /** Outermost first. */
  readonly shape: readonly number[];
  /** Byte range in the file. */
  readonly start: number;
  readonly end: number;
}

export type SafetensorsHeader = ReadonlyMap<string, TensorEntry>;

/** A buffer as a ByteSource. */
export function bytesOf(buffer: Uint8Array): ByteSource {
  return { size: buffer.length, read: (start, end) => Promise.resolve(buffer.subarray(start, end)) };
}

/**
 * Opens a file: reads and checks its header, nothing more. Tensors in 8-bit blocks are dequantized as they are read.
 * Throws AppError `model-invalid` naming `file` and what is wrong with it.
 */
export async function openSafetensors(
  bytes: ByteSource,
  signal?: AbortSignal,
  file = 'model.safetensors',
): Promise<Weights> {
  const header = await readHeader(bytes, signal, file);
  const entry = (name: string): TensorEntry => {
    const found = header.get(name);
    if (!found) throw invalid(file, `tensor "${name}" is missing; use the complete checkpoint of this model`);
    return found;
  };
  const readBytes = async (start: number, end: number, signal?: AbortSignal) => {
    throwIfAborted(signal);
    const read = await bytes.read(start, end, signal);
    if (read.length !== end - start) {
      throw invalid(file, `bytes ${start} to ${end} could not be read in full; it changed or is truncated`);
    }
    return read;
  };
  const readPart = ({ shape, start, end }: TensorEntry, fromRow: number, toRow: number, signal?: AbortSignal) => {
    const rowBytes = (end - start) / Math.max(1, shape[0] ?? 1);
    return readBytes(start + fromRow * rowBytes, start + toRow * rowBytes, signal);
  };
  const readRows: Weights['readRows'] = async (name, fromRow, toRow, signal) => {
    const tensor = entry(name);
    const rows = tensor.shape[0] ?? 1;
    assert(fromRow >= 0 && toRow <= rows && fromRow <= toRow, `${name}: rows ${fromRow}..${toRow} of ${rows}`);
    const scale = header.get(name + SCALE_SUFFIX);
    if (!scale || !isScale(name + SCALE_SUFFIX, header)) {
      return { dtype: tensor.dtype, bytes: await readPart(tensor, fromRow, toRow, signal), scales: null };
    }
    const [values, scales] = await Promise.all([
      readPart(tensor, fromRow, toRow, signal),
      readPart(scale, fromRow, toRow, signal),
    ]);
    const blockSize = (tensor.shape.at(-1) ?? 1) / (scale.shape.at(-1) ?? 1);
    return { dtype: tensor.dtype, bytes: values, scales: { dtype: scale.dtype, bytes: scales, blockSize } };
  };

  return {
    names: [...header.keys()].filter((name) => !isScale(name, header)),
    shape: (name) => entry(name).shape,
    dtype: (name) => entry(name).dtype,
    file: (name) => (entry(name), file),
    read: async (name, signal) => decodeRows(await readRows(name, 0, entry(name).shape[0] ?? 1, signal)),
    readRows,
  };
}

/** Values of stored rows in f32, dequantized. */
export function decodeRows({ dtype, bytes, scales }: StoredRows): Float32Array {
  if (!scales) return decodeF32(dtype, bytes);
  const codes = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return dequantizeBlocks(codes, decodeF32(scales.dtype, scales.bytes), scales.blockSize);
}

/** Longest header accepted; the format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

/** Reads and checks the header. Throws AppError `model-invalid`. */
async function readHeader(
  bytes: ByteSource,
  signal?: AbortSignal,
  file = 'model.safetensors',
): Promise<SafetensorsHeader> {
  throwIfAborted(signal);
  if (bytes.size < 8) throw invalid(file, `it has ${bytes.size} bytes, too few for a safetensors header`);
  const prefix = await bytes.read(0, 8, signal);
  const length = Number(new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.size - 8 || length > MAX_HEADER_BYTES) {
    throw invalid(
      file,
      `its header says ${length} bytes but the file has ${bytes.size}; it is truncated or not a safetensors file`,
    );
  }
  const header = parseHeader(await bytes.read(8, 8 + length, signal), 8 + length, file);
  checkRanges(header, 8 + length, bytes.size, file);
  return header;
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

function parseHeader(bytes: Uint8Array, base: number, file: string): SafetensorsHeader {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(file, 'its header is not JSON; it is corrupt or not a safetensors file', cause);
  }
  const record = z.record(z.string(), z.unknown()).safeParse(json);
  if (!record.success) throw invalid(file, 'its header is not a JSON object');

  const header = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(record.data)) {
    if (name === '__metadata__') continue;
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw invalid(file, `header entry "${name}": ${issue?.path.join('.')} ${issue?.message}`);
    }
    const { dtype, shape, data_offsets: offsets } = parsed.data;
    if (!isDtype(dtype)) {
      const supported = Object.keys(dtypeBytes).join(', ');
      throw invalid(file, `tensor "${name}" has dtype ${dtype}, which is not supported; supported: ${supported}`);
    }
    header.set(name, { dtype, shape, start: base + offsets[0], end: base + offsets[1] });
  }
  checkScales(header, file);
  return header;
}

function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypeBytes, name);
}

/** Every tensor has the bytes its shape asks for, inside the file, and shares none with another. */
function checkRanges(header: SafetensorsHeader, base: number, size: number, file: string): void {
  let last = { name: '', end: base };
  for (const [name, { dtype, shape, start, end }] of [...header].sort((a, b) => a[1].start - b[1].start)) {
    const needed = shape.reduce((a, b) => a * b, dtypeBytes[dtype]);
    if (end - start !== needed) {
      throw invalid(
        file,
        `tensor "${name}" of shape [${shape.join(', ')}] in ${dtype} needs ${needed} bytes, has ${end - start}`,
      );
    }
    if (end > size) {
      throw invalid(
        file,
        `tensor "${name}" ends at byte ${end} but the file has ${size}; it is truncated, get it again`,
      );
    }
    if (start < last.end) throw invalid(file, `tensors "${last.name}" and "${name}" overlap at byte ${start}`);
    if (end > start) last = { name, end };
  }
}

/** A scale belongs to an I8 tensor, with one value a block of each row. */
function checkScales(header: SafetensorsHeader, file: string): void {
  for (const [name, scale] of header) {
    if (!isScale(name, header)) continue;
    const of = name.slice(0, -SCALE_SUFFIX.length);
    const shape = header.get(of)?.shape ?? [];
    const columns = shape.at(-1) ?? 0;
    const blocks = scale.shape.at(-1) ?? 0;
    const rowsAgree = shape.slice(0, -1).join() === scale.shape.slice(0, -1).join();
    if (!rowsAgree || blocks === 0 || columns % blocks) {
      throw invalid(
        file,
        `scales of shape [${scale.shape.join(', ')}] do not fit "${of}" of shape [${shape.join(', ')}]`,
      );
    }
  }
}

function isScale(name: string, header: SafetensorsHeader): boolean {
  return name.endsWith(SCALE_SUFFIX) && header.get(name.slice(0, -SCALE_SUFFIX.length))?.dtype === 'I8';
}

function invalid(file: string, message: string, cause?: unknown): AppError {
  return new AppError('model-invalid', `${file}: ${message}`, { cause });
}
