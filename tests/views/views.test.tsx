import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { AttentionHeatmap } from '@/components/views/AttentionHeatmap/AttentionHeatmap';
import { FateMap } from '@/components/views/FateMap/FateMap';
import { createHoverStore } from '@/components/views/hover';
import { Importance } from '@/components/views/Importance/Importance';
import { PromptText } from '@/components/views/PromptText/PromptText';
import { defaultSelection, type Selection, type ViewProps } from '@/components/views/selection';
import { candidates, stripBars } from '@/components/views/StepPlayer/layout';
import { StepDetail } from '@/components/views/StepPlayer/StepDetail';
import { StepPlayer } from '@/components/views/StepPlayer/StepPlayer';
import { modes } from '@/lib/engine/types';
import { buildMap } from '@/lib/trace/attentionMap';
import type { ViewTrace } from '@/lib/trace/select';
import { makeTrace } from '../fixtures/trace';
import { rounded } from './rounded';

function props(trace: ViewTrace, patch: Partial<Selection> = {}): ViewProps {
  return { trace, selection: { ...defaultSelection, ...patch }, onSelect: () => undefined, hover: createHoverStore() };
}

const text = (element: React.ReactElement) =>
  renderToStaticMarkup(element)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

function all(view: ViewProps): string {
  return [
    <FateMap key={1} {...view} />,
    <PromptText key={2} {...view} />,
    <Importance key={3} {...view} />,
    <StepPlayer key={4} {...view} />,
    <StepDetail key={5} {...view} />,
    <AttentionHeatmap key={6} {...view} attention={{ at: 'idle' }} onRequest={() => undefined} />,
  ]
    .map(text)
    .join('\n');
}

describe('views', () => {
  it('say what they wait for while a run has no step yet', () => {
    const shown = all(props({ ...makeTrace(), steps: [], output: undefined }));
    expect(shown).toContain('as soon as the first step');
    expect(shown).toContain('Scores appear with the first finished step');
    expect(shown).toContain('Steps appear here');
  });

  it.each(modes)('draw every step of a %s run, and clamp a selection that lies outside it', (mode) => {
    const trace = makeTrace({ mode, decodeSteps: 2 });
    for (const step of [0, 1, 2, 99])
      expect(all(props(trace, { step, layer: 99, position: 12 }))).toContain('Checks pass');
  });

  it('explain why there is nothing to compare with a threshold', () => {
    expect(all(props(makeTrace({ mode: 'full' })))).toContain('Full prefill scores nothing');
    expect(all(props(makeTrace({ mode: 'progressive' }), { step: 2 }))).toContain('only the prefill selects');
  });

  it('show a failing check instead of silence', () => {
    const trace = makeTrace();
    trace.steps[1]?.segments[0]?.computed.unshift(3);
    expect(all(props(trace))).toContain('checks fail');
  });

  it('show a run without its tokenizer by the words it carries', () => {
    const trace = { ...makeTrace(), vocabulary: { '11': ' forty' } };
    expect(all(props(trace))).toContain('␣forty');
    expect(all(props(trace))).toMatch(/#\d+/);
  });

  it('keep what is asked for apart from what is shown in the heatmap', () => {
    const view = props(makeTrace(), { layer: 4, head: 2 });
    const request = { step: 0, layer: 1, head: 'mean' as const };
    const builder = buildMap([0], [0]);
    builder.add(0, new Float32Array([1]));
    const attention = { at: 'ready', request, map: builder.finish(), readRow: () => Promise.resolve(null) } as const;
    const shown = text(<AttentionHeatmap {...view} attention={attention} onRequest={() => undefined} />);
    expect(shown).toContain('Still showing prefill, layer 1, mean over heads');
    expect(shown).toContain('Compute prefill, layer 4, head 3');
  });
});

describe('step player layout', () => {
  it('measures candidates against the first', () => {
    const step = makeTrace().steps[0];
    const list = step ? candidates(step) : [];
    expect(list[0]).toMatchObject({ odds: 1, chosen: true });
    expect(list.map(({ odds }) => odds)).toEqual(list.map(({ odds }) => odds).sort((a, b) => b - a));
  });

  it('draws work on the scale of the decode steps and cuts the prefill off', () => {
    expect(rounded(stripBars(makeTrace({ decodeSteps: 3 }), 400, 40))).toMatchInlineSnapshot(`
      [
        {
          "clipped": true,
          "computed": 40,
          "revived": 0,
          "tokenLayers": 360,
          "width": 100,
          "x": 0,
        },
        {
          "clipped": false,
          "computed": 10,
          "revived": 30,
          "tokenLayers": 48,
          "width": 100,
          "x": 100,
        },
        {
          "clipped": false,
          "computed": 10,
          "revived": 22.5,
          "tokenLayers": 39,
          "width": 100,
          "x": 200,
        },
        {
          "clipped": false,
          "computed": 10,
          "revived": 10,
          "tokenLayers": 24,
          "width": 100,
          "x": 300,
        },
      ]
    `);
  });
});
