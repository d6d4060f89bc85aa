// Step 1: why the first token is slow.

import { syntheticConfigs } from '@/lib/model/catalog';
import { parseConfig } from '@/lib/model/config';
import type { ModelSpec } from '@/lib/model/spec';
import { layerFlops } from '@/lib/model/spec';
import { summarizeSamples } from '@/lib/trace/statistics';
import { formatMs } from '@/components/run/format';
import { formatCount } from '@/components/views/format';
import type { CostModel } from '../diagrams/PrefillCostChart';
import { PrefillCostChart } from '../diagrams/PrefillCostChart';
import type { Step, StepView } from '../lesson';
import { Num } from '../words';

/** The paper's model, for its proportions. */
const llama = parseConfig(syntheticConfigs['Llama-2-7B']);

export const prefill: Step = {
  name: 'prefill',
  label: 'Prefill',
  title: 'The first token is the slow one',
  run: 'passkey',
  opening: () => ({}),
  text: ({ full, timing }) => {
    const tokens = full.input.ids.length;
    const { layers } = full.model.spec;
    const { ttft, decodeStep, ttftPerDecodeStep } = summarizeSamples(timing.samples).full;
    return (
      <>
        <p>
          Before a language model writes a word, it reads the whole prompt, cut into <em>tokens</em>: words or pieces of
          words. This is <em>prefill</em>. In the recorded run, <Num>{formatCount(tokens)} tokens</Num> pass through{' '}
          {layers} layers, one after the other: <Num>{formatCount(tokens * layers)}</Num> token-layers of work for one
          token of the answer. Each further token is a <em>decode step</em>: a single token passes through the layers,
          and reads what it needs of the others from the <em>KV cache</em>, where every layer left the keys and values
          that it computed of them.
        </p>
        {ttft && decodeStep && ttftPerDecodeStep !== null && (
          <p>
            There the first token took <Num>{formatMs(ttft.median)}</Num>, a decode step{' '}
            <Num>{formatMs(decodeStep.median)}</Num>; in the median repeat the first took{' '}
            <Num>{ttftPerDecodeStep.toFixed(0)} times</Num> as long. The paper counts 21 times for Llama 2 7B.
          </p>
        )}
        <p>
          In a layer every token costs the same projections, and <em>attention</em> lets it look at all tokens before
          it: that part grows with the square of the length. LazyLLM asks whether all tokens have to go all the way.
        </p>
      </>
    );
  },
  View: ({ trace, onDone }: StepView) => (
    <PrefillCostChart
      models={[costModel(trace.model.id, trace.model.spec), costModel('Llama 2 7B', llama)]}
      start={trace.input.ids.length}
      onTokens={(tokens) => tokens >= 2 * trace.input.ids.length && onDone()}
    />
  ),
  task: ({ full }) => (
    <>
      Make the prompt at least twice as long, to {formatCount(2 * full.input.ids.length)} tokens. By how much does the
      work grow?
    </>
  ),
};

function costModel(name: string, spec: ModelSpec): CostModel {
  return { name, layers: spec.layers, cost: layerFlops(spec) };
}
