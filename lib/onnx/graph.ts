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
  #counter = 0;

  constructor(readonly name: string) {}

  input(name: string, type: ElementType, dims: readonly Dim[]): Value {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  /** Marks a value as a result of the graph, under `name`. */
  output(value: Value, name: string, type: ElementType, dims: readonly Dim[]): void {
    this.#nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
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

  initializer(name: string, type: ElementType, dims: readonly number[], bytes: Uint8Array): Value {
    this.#initializers.push({ name, type, dims, bytes });
    return name;
  }

  /** A constant list of integers: a shape, axes, indices. */
  ints(...values: number[]): Value {
    const numbers = BigInt64Array.from(values, BigInt);
    return this.initializer(this.#fresh('ints'), 'i64', [values.length], new Uint8Array(numbers.buffer));
  }

  /** A constant scalar. */
  constant(type: 'f16' | 'f32', value: number): Value {
    return this.initializer(this.#fresh('constant'), type, [], floatBytes(type, Float32Array.of(value)));
  }

  encode(): Uint8Array<ArrayBuffer> {
    return encodeModel({
      name: this.name,
      nodes: this.#nodes,
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
