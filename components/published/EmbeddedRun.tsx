'use client';
// A published run inside another site's page: its title, the parts that were asked for, a way to the whole page. Loads no model
// before a click.

import { parseAsString, useQueryState } from 'nuqs';
import { RunViews } from '@/components/run/RunViews';
import { AttentionPanel } from '@/components/engine/AttentionPanel';
import { useEngineStatus } from '@/components/engine/engine';
import { partsIn } from '@/lib/experiment/parts';
import type { WholeRun } from '@/lib/trace/run';
import type { PublishedHead } from './PublishedPage';
import { PublishedState } from './PublishedState';
import { publishedBy } from './RunHeading';
import { useModelFor } from '@/components/engine/useModelFor';
import { usePublished } from '@/components/publications/usePublished';
import { useRerun } from './useRerun';

export function EmbeddedRun({ head }: { head: PublishedHead }) {
  const state = usePublished(head.id);
  return (
    <>
      <header className="px-4 py-3">
        <h1 className="text-base leading-tight font-semibold tracking-tight break-words">{head.caption.title}</h1>
        <p className="text-ink-2 mt-0.5 text-xs">{publishedBy(head.caption.author, head.publishedAt)}</p>
      </header>
      {state.at === 'open' ? <EmbeddedViews run={state.published.run} /> : <PublishedState state={state} />}
      <footer className="border-line text-ink-2 border-t px-4 py-2.5 text-xs">
        <a href={`/e/${head.id}`} target="_blank" rel="noopener" className="text-accent underline underline-offset-2">
          Open the whole run in LazyLens
        </a>
        : all views, how it was made, and a button to run it in your browser.
      </footer>
    </>
  );
}

/** The parts are read here, not on the server: kept for use offline, the page is one, whichever parts are asked for. */
function EmbeddedViews({ run }: { run: WholeRun }) {
  const [parts] = useQueryState('parts', parseAsString);
  const { model } = useModelFor(run.comparison.pruned);
  const rerun = useRerun(run);
  const status = useEngineStatus();
  return (
    <>
      <RunViews
        run={run}
        tokenizer={null}
        parts={partsIn(parts)}
        attention={(view) => (
          <AttentionPanel
            {...view}
            chosen={model}
            model={status.at === 'ready' ? status.model : null}
            busy={rerun.runner.at !== 'idle'}
            onLoad={() => model && rerun.load(model)}
          />
        )}
      />
      {rerun.error && (
        <p role="alert" className="text-bad px-4 pb-3 text-sm break-words">
          {rerun.error.message}
        </p>
      )}
    </>
  );
}
