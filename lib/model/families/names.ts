// Where checkpoints keep weights: the names that most families share, and how a family tells its own.

import { assert } from '@/lib/errors';
import type { HeadRole, LayerRole } from '../layout';
import type { ModelSpec } from '../spec';
import type { Family, WeightPlace } from './family';

/** Parts of a layer that hold a weight and, perhaps, a bias. */
export type LayerModule = Exclude<LayerRole, `${string}Bias`>;
export type HeadModule = Exclude<HeadRole, `${string}Bias`>;

/** What a family says of its checkpoint; what is absent is as in Llama. */
export interface Checkpoint {
  /** The tensors of layer i are named `<layers>.i.<module>.weight` and `.bias`. */
  readonly layers?: string;
  readonly layer?: Partial<Record<LayerModule, string>>;
  readonly head?: Partial<Record<HeadModule, string>>;
  /** How a weight lies in its tensor, where not as a whole. */
  readonly within?: (spec: ModelSpec, role: LayerRole | HeadRole) => Omit<WeightPlace, 'tensor'>;
}

/** The places of a family's weights. */
export function checkpoint({
  layers = 'model.layers',
  layer = {},
  head = {},
  within = () => ({}),
}: Checkpoint): Pick<Family, 'layerWeight' | 'headWeight'> {
  const inLayer = { ...layerModules, ...layer };
  const outside = { ...headModules, ...head };
  return {
    layerWeight: (spec, index, role) => ({
      tensor: `${layers}.${index}.${tensorOf(inLayer, role)}`,
      ...within(spec, role),
    }),
    headWeight: (spec, role) => ({
      tensor: tensorOf(outside, role === 'head' && spec.head.tied ? 'embedding' : role),
      ...within(spec, role),
    }),
  };
}

function tensorOf(modules: Readonly<Record<string, string>>, role: LayerRole | HeadRole): string {
  const name = modules[role.replace(/Bias$/, '')];
  assert(name, `no family names the weight "${role}"`);
  return `${name}.${role.endsWith('Bias') ? 'bias' : 'weight'}`;
}

const layerModules: Readonly<Record<LayerModule, string>> = {
  attentionNorm: 'input_layernorm',
  query: 'self_attn.q_proj',
  key: 'self_attn.k_proj',
  value: 'self_attn.v_proj',
  queryNorm: 'self_attn.q_norm',
  keyNorm: 'self_attn.k_norm',
  output: 'self_attn.o_proj',
  attentionPostNorm: 'post_attention_layernorm',
  mlpNorm: 'post_attention_layernorm',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
  mlpPostNorm: 'post_feedforward_layernorm',
};

const headModules: Readonly<Record<HeadModule, string>> = {
  embedding: 'model.embed_tokens',
  embeddingNorm: 'model.embed_norm',
  positions: 'model.embed_positions',
  finalNorm: 'model.norm',
  head: 'lm_head',
};
