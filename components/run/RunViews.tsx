'use client';
// Everything that one run says: timing and answers first, then the five linked views of the side and step looked at.

import type { ReactNode } from 'react';
import { useCallback, useMemo, useState } from 'react';
import { FateMap } from '@/components/views/FateMap/FateMap';
import { clampIndex } from '@/components/views/format';
import { createHoverStore } from '@/components/views/hover';
import { Importance } from '@/components/views/Importance/Importance';
import { PromptText } from '@/components/views/PromptText/PromptText';
import type { ViewProps } from '@/components/views/selection';
import { StepDetail } from '@/components/views/StepPlayer/StepDetail';
import { StepPlayer } from '@/components/views/StepPlayer/StepPlayer';
import { tellStep, tellingStep } from '@/components/views/StepPlayer/story';
import { OffersProvider } from '@/components/figures/offers';
import { OffersMenu } from '@/components/figures/OffersMenu';
import { useLesson } from '@/components/lesson/useLesson';
import { PresentButton } from '@/components/present/PresentButton';
import { Stage } from '@/components/present/Stage';
import { usePresentation } from '@/components/present/usePresentation';
import { Section } from '@/components/ui/Section';
import type { Part } from '@/lib/experiment/parts';
import { partTitles, parts } from '@/lib/experiment/parts';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import type { Run } from '@/lib/trace/run';
import { titleOf, traceOf } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import { sourceOf } from './citation';
import { fidelityOf } from './fidelity';
import { OutputsPanel } from './OutputsPanel';
import { Panel } from './Panel';
import { SideChoice } from './SideChoice';
import type { TimedRun } from './timing/TtftPanel';
import { timeTerms, TtftPanel } from './timing/TtftPanel';
import { useStages } from './useStages';
import { useSelection } from './viewState';

/** What `attention` draws from: a view's props, and which run and trace they are of. */
export interface AttentionSlot extends ViewProps {
  readonly trace: Trace;
  readonly runId: string;
}

interface RunViewsProps {
  readonly run: Run;
  /** Spells token ids of runs of the model named `modelId`; null leaves the words that the trace holds. */
  readonly tokenizer: { readonly modelId: string; readonly tokenizer: Tokenizer } | null;
  /** Draws the attention of a step, which a trace does not hold: the page decides where it comes from. */
  readonly attention: (view: AttentionSlot) => ReactNode;
  /** Which parts are there at all; all of them where not given. */
  readonly parts?: ReadonlySet<Part>;
}

const allParts: ReadonlySet<Part> = new Set(parts);

export function RunViews({ run, tokenizer, attention, parts: pageParts = allParts }: RunViewsProps) {
  const { showsPart } = useLesson();
  const available = parts.filter((part) => pageParts.has(part) && showsPart(part));
  const presentation = usePresentation(available);
  const [hover] = useState(createHoverStore);
  const stage = useStages(6);
  const sides = { full: traceOf(run, 'full'), pruned: traceOf(run, 'pruned') };
  const either = sides.pruned ?? sides.full;
  // Revivals are what sets the method apart, and the deepest layer shows what survived: a run opens there.
  const opening = { step: either ? tellingStep(either) : 0, layer: either?.model.spec.layers ?? 1 };
  const [selection, onSelect] = useSelection(opening);
  const side = sides[selection.side] ? selection.side : selection.side === 'full' ? 'pruned' : 'full';
  const trace = sides[side];
  const tokenText = useMemo(() => tokenizer && ((id: number) => tokenizer.tokenizer.decode([id])), [tokenizer]);
  const onSide = useCallback((next: 'full' | 'pruned') => onSelect({ side: next }), [onSelect]);

  if (!trace) return null;
  const source = sourceOf(run);
  const shownParts = presentation.part === null ? available : available.filter((part) => part === presentation.part);
  const has = (part: Part, from = 0): boolean => shownParts.includes(part) && stage >= from;
  const shown = { ...selection, side };
  const known = tokenText && trace.model.id === tokenizer?.modelId ? tokenText : undefined;
  const view: ViewProps = { trace, selection: shown, onSelect, hover, tokenText: known };
  const timed = has('times') ? timedOf(run) : null;
  const both = sides.full ? sides.pruned : null;
  const sideChoice = both && <SideChoice pruned={both} side={side} onSide={onSide} />;
  const step = clampIndex(shown.step, trace.steps.length);
  const story = tellStep(trace, step);

  return (
    <Stage
      presentation={presentation}
      available={available}
      title={titleOf(run)}
      step={step}
      steps={trace.steps.length}
      story={story}
      onStep={(to) => onSelect({ step: to })}
      choices={available.includes('player') && !has('player') && !has('times') && !has('answers') && sideChoice}
    >
      {(timed || has('answers')) && (
        <div
          className={
            timed && has('answers') ? 'grid grid-cols-1 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]' : 'view-room'
          }
        >
          {timed && (
            <Panel
              source={source}
              title="Time to first token"
              terms={timeTerms}
              className={has('answers') ? 'xl:border-r' : ''}
            >
              <TtftPanel {...timed} />
            </Panel>
          )}
          {has('answers') && (
            <Panel source={source} title="Answers" {...(run.kind === 'whole' && { terms: fidelityOf(run.comparison) })}>
              <OutputsPanel run={run} />
            </Panel>
          )}
        </div>
      )}
      {has('player') && (
        <div className="view-room border-line-2 bg-surface presenting:relative z-20 border-y px-4 py-2.5 md:sticky md:top-0 md:px-5">
          <div className="view-room presenting:flex-nowrap presenting:items-stretch flex flex-wrap items-center gap-x-5 gap-y-2">
            {sideChoice && <div>{sideChoice}</div>}
            <OffersProvider>
              <div className="view-room min-w-0 flex-1 basis-72">
                <StepPlayer {...view} />
              </div>
              <div className="presenting:absolute presenting:top-2 presenting:right-4">
                <OffersMenu of={partTitles.player} source={source} />
              </div>
            </OffersProvider>
            {presentation.part === null && <PresentButton presentation={presentation} available={available} />}
          </div>
        </div>
      )}
      {has('fate', 2) && (
        <Panel
          source={source}
          title="Token fate map"
          className={has('player') ? 'border-t-0' : ''}
          note={presentation.part === null ? story : undefined}
        >
          <FateMap {...view} />
        </Panel>
      )}
      {has('step', 3) && (
        <Panel
          source={source}
          title="This step"
          note={
            presentation.part === null
              ? 'What it chose, what the caches hold after it, and which tokens it brought back.'
              : undefined
          }
        >
          <StepDetail {...view} />
        </Panel>
      )}
      {stage >= 4 && (has('prompt') || has('importance')) && (
        <div className={has('prompt') && has('importance') ? 'grid grid-cols-1 xl:grid-cols-2' : 'view-room'}>
          {has('prompt') && (
            <Section title="Prompt and output" className={has('importance') ? 'xl:border-r' : ''}>
              <PromptText {...view} />
            </Section>
          )}
          {has('importance', 5) && (
            <Panel
              source={source}
              title="Importance"
              note="Attention of the last token, averaged over heads (Eq. 1): what each pruning layer selects by."
            >
              <Importance {...view} />
            </Panel>
          )}
        </div>
      )}
      {has('attention', 6) && (
        <Panel source={source} title="Attention">
          {attention({ ...view, trace, runId: run.id })}
        </Panel>
      )}
    </Stage>
  );
}

/** The run's times, where at least one generation of each side was timed. */
function timedOf(run: Run): TimedRun | null {
  if (run.kind === 'whole') return run.comparison;
  const { full, pruned, timing } = run;
  const modes = new Set(timing.samples.map((sample) => sample.mode === 'full'));
  return full && pruned && modes.size === 2 ? { full, pruned, timing } : null;
}
