// LazyLLM's selection as GPU kernels: ranks rows by importance and lists which go on and which leave, in order. Runs on the device's
// queue between two session runs; the host waits for nothing. Same rule as `topScores` in lib/engine/policy.

import { createBuffer } from './tensors';

/** One selection: counts are known beforehand. */
export interface SelectionRule {
  /** Rows to choose from. (n) */
  readonly rows: number;
  /** Rows that go on; at least the sinks and the last. (k) */
  readonly keep: number;
  /** Rows at positions below this number are kept. */
  readonly sinks: number;
}

/** What a selection gives, in order of position. Owned by the caller. */
export interface SelectedRows {
  /** Rows that go on, int32. (k) */
  readonly kept: GPUBuffer;
  /** The other rows, int32. (n - k) */
  readonly others: GPUBuffer;
  /** Original positions of the kept rows, f32. (k) */
  readonly positions: GPUBuffer;
}

/** Selects on one device: `scores` (n) f32, not negative, and the rows' original `positions` (n) f32. */
export type Selector = (scores: GPUBuffer, positions: GPUBuffer, rule: SelectionRule) => SelectedRows;

const WORKGROUP = 256;

/** Compiles the kernels. */
export function createSelector(device: GPUDevice): Selector {
  const module = device.createShaderModule({ code: kernels });
  const pipeline = (entryPoint: string) =>
    device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint } });
  const rank = pipeline('rank');
  const list = pipeline('list');

  return (scores, positions, { rows, keep, sinks }) => {
    const flags = createBuffer(device, rows * 4);
    const rule = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(rule, 0, Uint32Array.of(rows, keep, sinks, 0));
    const selected: SelectedRows = {
      kept: createBuffer(device, keep * 4),
      others: createBuffer(device, (rows - keep) * 4),
      positions: createBuffer(device, keep * 4),
    };

    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const run = (kernel: GPUComputePipeline, workgroups: number, buffers: Readonly<Record<number, GPUBuffer>>) => {
      pass.setPipeline(kernel);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: kernel.getBindGroupLayout(0),
          entries: Object.entries(buffers).map(([binding, buffer]) => ({
            binding: Number(binding),
            resource: { buffer },
          })),
        }),
      );
      pass.dispatchWorkgroups(workgroups);
    };
    run(rank, Math.ceil(rows / WORKGROUP), { 0: rule, 1: positions, 2: scores, 3: flags });
    run(list, 1, {
      0: rule,
      1: positions,
      3: flags,
      4: selected.kept,
      5: selected.others,
      6: selected.positions,
    });
    pass.end();
    device.queue.submit([encoder.finish()]);
    flags.destroy();
    rule.destroy();
    return selected;
  };
}

// Scores are compared by their bits: for floats that are not negative the order is that of the numbers, and no driver flushes a small
// one to zero. A row's rank is the number of rows before it: higher score, or as high and at a higher position.
const kernels = /* wgsl */ `
struct Rule { rows: u32, keep: u32, sinks: u32, unused: u32 }

@group(0) @binding(0) var<uniform> rule: Rule;
@group(0) @binding(1) var<storage, read> positions: array<f32>; // (n)
@group(0) @binding(2) var<storage, read> scores: array<u32>; // (n)
@group(0) @binding(3) var<storage, read_write> flags: array<u32>; // (n), 1 where kept
@group(0) @binding(4) var<storage, read_write> kept: array<i32>; // (k)
@group(0) @binding(5) var<storage, read_write> others: array<i32>; // (n - k)
@group(0) @binding(6) var<storage, read_write> keptPositions: array<f32>; // (k)

const WORKGROUP = ${WORKGROUP}u;
const STAYS = 0xffffffffu;

var<workgroup> tile: array<u32, ${WORKGROUP}>;

fn keyOf(row: u32) -> u32 {
  if (u32(positions[row]) < rule.sinks || row == rule.rows - 1u) { return STAYS; }
  return scores[row] & 0x7fffffffu;
}

@compute @workgroup_size(${WORKGROUP})
fn rank(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = id.x;
  var own = 0u;
  if (row < rule.rows) { own = keyOf(row); }
  var before = 0u;
  for (var base = 0u; base < rule.rows; base += WORKGROUP) {
    if (base + local < rule.rows) { tile[local] = keyOf(base + local); }
    workgroupBarrier();
    let end = min(WORKGROUP, rule.rows - base);
    for (var i = 0u; i < end; i++) {
      let other = tile[i];
      if (other > own || (other == own && base + i > row)) { before++; }
    }
    workgroupBarrier();
  }
  if (row < rule.rows) { flags[row] = u32(before < rule.keep); }
}

@compute @workgroup_size(${WORKGROUP})
fn list(@builtin(local_invocation_index) local: u32) {
  let share = (rule.rows + WORKGROUP - 1u) / WORKGROUP;
  let begin = min(local * share, rule.rows);
  let end = min(begin + share, rule.rows);
  var count = 0u;
  for (var row = begin; row < end; row++) { count += flags[row]; }
  tile[local] = count;
  workgroupBarrier();
  var at = 0u;
  for (var i = 0u; i < local; i++) { at += tile[i]; }
  for (var row = begin; row < end; row++) {
    if (flags[row] == 1u) {
      kept[at] = i32(row);
      keptPositions[at] = positions[row];
      at++;
    } else {
      others[row - at] = i32(row);
    }
  }
}
`;
