// Writes the few protobuf messages of an ONNX model (onnx/onnx.proto3) as bytes. Knows the wire format, nothing of models.

/** ONNX tensor element types (TensorProto.DataType). */
const elementTypes = { f32: 1, u8: 2, i32: 6, i64: 7, bool: 9, f16: 10 } as const;
export type ElementType = keyof typeof elementTypes;

/** A dimension: fixed, or named where it varies from run to run. */
export type Dim = number | string;

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly Dim[];
}

export interface OnnxInitializer {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers: readonly OnnxInitializer[];
}

const IR_VERSION = 10;
const OPSET = 21;

/** Encodes a graph as a ModelProto with the ai.onnx and com.microsoft operator sets. */
export function encodeModel(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  return join([
    varintField(1, IR_VERSION),
    textField(2, 'lazylens'),
    bytesField(7, encodeGraph(graph)),
    bytesField(8, join([textField(1, ''), varintField(2, OPSET)])),
    bytesField(8, join([textField(1, 'com.microsoft'), varintField(2, 1)])),
  ]);
}

function encodeGraph(graph: OnnxGraph): Uint8Array {
  return join([
    ...graph.nodes.map((node) => bytesField(1, encodeNode(node))),
    textField(2, graph.name),
    ...graph.initializers.map((tensor) => bytesField(5, encodeTensor(tensor))),
    ...graph.inputs.map((value) => bytesField(11, encodeValue(value))),
    ...graph.outputs.map((value) => bytesField(12, encodeValue(value))),
  ]);
}

function encodeNode(node: OnnxNode): Uint8Array {
  return join([
    ...node.inputs.map((name) => textField(1, name)),
    ...node.outputs.map((name) => textField(2, name)),
    textField(4, node.op),
    ...Object.entries(node.attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value))),
    ...(node.domain ? [textField(7, node.domain)] : []),
  ]);
}

function encodeAttribute(name: string, value: Attribute): Uint8Array {
  const parts = [textField(1, name)];
  if (typeof value === 'number') parts.push(varintField(3, value), varintField(20, 2));
  else if (typeof value === 'string') parts.push(textField(4, value), varintField(20, 3));
  else if ('float' in value) parts.push(floatField(2, value.float), varintField(20, 1));
  else parts.push(...value.map((item) => varintField(8, item)), varintField(20, 7));
  return join(parts);
}

function encodeTensor(tensor: OnnxInitializer): Uint8Array {
  return join([
    ...tensor.dims.map((dim) => varintField(1, dim)),
    varintField(2, elementTypes[tensor.type]),
    textField(8, tensor.name),
    bytesField(9, tensor.bytes),
  ]);
}

function encodeValue(value: OnnxValue): Uint8Array {
  const dims = value.dims.map((dim) =>
    bytesField(1, typeof dim === 'number' ? varintField(1, dim) : textField(2, dim)),
  );
  const tensorType = join([varintField(1, elementTypes[value.type]), bytesField(2, join(dims))]);
  return join([textField(1, value.name), bytesField(2, bytesField(1, tensorType))]);
}

const WIRE_VARINT = 0;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;
const encoder = new TextEncoder();

/** Little-endian base-128; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest ? low | 0x80 : low);
  } while (rest);
  return Uint8Array.from(bytes);
}

function varintField(field: number, value: number): Uint8Array {
  return join([varint((field << 3) | WIRE_VARINT), varint(value)]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return join([varint((field << 3) | WIRE_FIXED32), bytes]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return join([varint((field << 3) | WIRE_BYTES), varint(bytes.length), bytes]);
}

function textField(field: number, text: string): Uint8Array {
  return bytesField(field, encoder.encode(text));
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
