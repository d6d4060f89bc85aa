// The link to an experiment, made when it is asked for: its length, and what to do where it is too long.

import { useQuery } from '@tanstack/react-query';
import { CopyField } from '@/components/ui/CopyField';
import { spellHash } from '@/components/ui/hash';
import { encodeValue, LINK_MAX_CHARACTERS } from '@/lib/experiment/codec';
import { EXPERIMENT_VALUE, type Experiment, experimentFormat } from '@/lib/experiment/experiment';
import type { Run } from '@/lib/trace/run';
import { promptName, refName } from '../link/experiment';

interface ExperimentLinkProps {
  readonly experiment: Experiment;
  /** The run that this experiment gave; null where it has not been run. */
  readonly run: Run | null;
}

export function ExperimentLink({ experiment, run }: ExperimentLinkProps) {
  const { data: link, error } = useExperimentLink(experiment);
  if (error) return <p className="text-bad text-xs">{error.message}</p>;
  if (!link) return <p className="text-ink-2 text-xs">Making the link…</p>;
  const characters = `${link.length.toLocaleString('en')} characters`;
  if (link.length > LINK_MAX_CHARACTERS) {
    return <TooLong characters={characters} run={run} />;
  }
  return (
    <>
      <CopyField label="Link" text={link} />
      <p className="text-ink-2 tabular mt-1.5 text-xs">
        Of {promptName(experiment)} on {refName(experiment.model)}: {characters}. It fills the editor and runs nothing
        by itself.
      </p>
    </>
  );
}

/** What to pass on instead. */
function TooLong({ characters, run }: { characters: string; run: Run | null }) {
  return (
    <div className="flex flex-col gap-2 text-xs">
      <p className="text-warn">
        Too long a prompt for a link: it would take {characters}, and many programs cut links at{' '}
        {LINK_MAX_CHARACTERS.toLocaleString('en')}.
      </p>
      <p>
        {run
          ? 'Pass on the run itself, as below: Reuse puts its prompt into the editor.'
          : 'Run it first. The finished run can be published under a short link, or exported as a file; the prompt goes with it.'}
      </p>
    </div>
  );
}

/** The address of the workbench with the experiment in it. */
export function useExperimentLink(experiment: Experiment) {
  return useQuery({
    queryKey: ['experiment-link', experiment],
    queryFn: async () => {
      const value = await encodeValue(experimentFormat, experiment);
      return new URL(`/${spellHash({ [EXPERIMENT_VALUE]: value })}`, location.href).href;
    },
    gcTime: 60_000,
  });
}
