// A small builder for ONNX graphs: each call adds a node and gives back the name of its result. Knows no model family.

import {
  encodeModel,
  type Attribute,
  type Dim,
  type ElementType,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxValue,
} from './proto';
import { floatBytes } from './float';

/** The name of a value in a graph. */
export type Value = string;

/** Builds one graph; `encode` gives the bytes of the ONNX model. */
export class GraphBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #initializers: OnnxInitializer[] = [];
  /** Names that results of nodes bear as outputs. */
  readonly #outputNames = new Map<Value, string>();
  #counter = 0;

  constructor(readonly name: string) {}

  input(name: string, type: ElementType, dims: readonly Dim[]): Value {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  /** Marks a value as a result of the graph, under `name`: the very value, so that what a node writes in place stays in place. */
  output(value: Value, name: string, type: ElementType, dims: readonly Dim[]): void {
    const isResult = this.#nodes.some((node) => node.outputs.includes(value));
    if (isResult && !this.#outputNames.has(value)) this.#outputNames.set(value, name);
    else this.#nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type, dims });
  }

  /** Adds a node of the ai.onnx set; an empty input name leaves out an optional input. */
  op(op: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    return this.#node(op, '', inputs, attributes, 1)[0] ?? '';
  }

  /** Adds a node of the com.microsoft set with `results` results. */
  contrib(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    results = 1,
  ): readonly Value[] {
    return this.#node(op, 'com.microsoft', inputs, attributes, results);
  }

  /** Adds a constant tensor; one of that name that was added before stays. */
  initializer(name: string, type: ElementType, dims: readonly number[], bytes: Uint8Array): Value {
    if (!this.#initializers.some((known) => known.name === name)) this.#initializers.push({ name, type, dims, bytes });
    return name;
  }

  /** A constant list of integers: a shape, axes, indices. */
  ints(...values: number[]): Value {
    const numbers = BigInt64Array.from(values, BigInt);
    return this.initializer(this.#fresh('ints'), 'i64', [values.length], new Uint8Array(numbers.buffer));
  }

  /** The same in 32 bits, for an operator that takes one of them as an input of a run. */
  ints32(...values: number[]): Value {
    const numbers = Int32Array.from(values);
    return this.initializer(this.#fresh('ints'), 'i32', [values.length], new Uint8Array(numbers.buffer));
  }

  /** A constant scalar. */
  constant(type: 'f16' | 'f32', value: number): Value {
    return this.initializer(this.#fresh('constant'), type, [], floatBytes(type, Float32Array.of(value)));
  }

  encode(): Uint8Array<ArrayBuffer> {
    const named = (values: readonly Value[]) => values.map((value) => this.#outputNames.get(value) ?? value);
    return encodeModel({
      name: this.name,
      nodes: this.#nodes.map((node) => ({ ...node, inputs: named(node.inputs), outputs: named(node.outputs) })),
      inputs: this.#inputs,
      outputs: this.#outputs,
      initializers: this.#initializers,
    });
  }

  #node(
    op: string,
    domain: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    results: number,
  ): readonly Value[] {
    const outputs = Array.from({ length: results }, () => this.#fresh(op));
    this.#nodes.push({ op, domain, inputs, outputs, attributes });
    return outputs;
  }

  #fresh(hint: string): string {
    return `${hint}_${this.#counter++}`;
  }
}
