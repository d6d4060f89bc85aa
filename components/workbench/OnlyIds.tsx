'use client';
// Why the model's prompts can only be token ids, and the two ways on: a tokenizer from elsewhere, or ids.

import { Dices, FileUp } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { FileButton } from '@/components/ui/FileButton';
import { createRandom } from '@/lib/engine/sample';
import type { ModelSpec } from '@/lib/model/spec';
import { spellIds } from '@/lib/tokenizer/ids';
import { patchModel } from '@/components/engine/model';

interface OnlyIdsProps {
  /** A sentence. */
  readonly reason: string;
  readonly spec: ModelSpec;
  /** A prompt of ids, as text. */
  readonly onIds: (text: string) => void;
}

const MAX_RANDOM_IDS = 512;

export function OnlyIds({ reason, spec, onIds }: OnlyIdsProps) {
  const count = Math.min(MAX_RANDOM_IDS, Math.floor(spec.context / 2));
  return (
    <div className="bg-warn-soft border-l-warn border-l-4 px-3 py-2 text-xs" role="status">
      <p className="break-words">
        {reason} Prompts are token ids here, such as <span className="font-mono">ids: 1, 42, 7</span>, or choose a
        tokenizer.json with the same vocabulary.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <FileButton
          accept=".json,application/json"
          // Whatever it is called where it lies.
          onFile={(file) => patchModel({ tokenizer: { kind: 'files', files: [new File([file], 'tokenizer.json')] } })}
        >
          <Button className="h-7 text-xs">
            <FileUp size={13} aria-hidden /> tokenizer.json…
          </Button>
        </FileButton>
        <Button className="h-7 text-xs" onClick={() => onIds(randomPrompt(count, spec))}>
          <Dices size={13} aria-hidden /> {count} random ids
        </Button>
      </div>
    </div>
  );
}

/** The same ids each time: a run can be repeated. */
function randomPrompt(count: number, { vocabSize }: ModelSpec): string {
  const random = createRandom(count);
  return spellIds(Array.from({ length: count }, () => Math.floor(random() * vocabSize)));
}
