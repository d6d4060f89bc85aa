'use client';
// The form of a new model: a repository, a link or a folder's address to download, or a folder of this device.

import { Download, FolderOpen } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { FolderInput } from '@/components/ui/FolderInput';
import { toAppError } from '@/lib/errors';
import { HUB_ENDPOINT, parseEndpoint } from '@/lib/model/hub/address';
import type { HubModel } from '@/lib/model/hub/models';
import type { PlacedFile } from '@/lib/model/localFiles';
import type { ModelRequest } from '@/lib/storage/models/types';
import { draftRequest, type Draft } from './requests';
import type { DraftForm } from './useDraft';

interface AddModelProps {
  readonly form: DraftForm;
  /** Nothing can be downloaded here, for want of storage. */
  readonly noStorage: boolean;
  readonly onDownload: (request: ModelRequest) => void;
  readonly onFolder: (files: PlacedFile[]) => void;
}

export function AddModel({ form, noStorage, onDownload, onFolder }: AddModelProps) {
  const { draft, token, more, gated, tokenRef } = form;
  const [problem, setProblem] = useState<string | null>(null);
  const folder = useRef<HTMLInputElement>(null);
  const id = useId();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    try {
      onDownload(draftRequest(draft));
      setProblem(null);
    } catch (thrown) {
      setProblem(toAppError(thrown).message);
    }
  };
  const edit = (change: Partial<Draft>): void => {
    setProblem(null);
    form.setDraft({ ...draft, ...change });
  };
  return (
    <form onSubmit={submit} noValidate>
      <label htmlFor={id} className="text-ink-2 mb-1 block text-xs">
        Repository, link to its page, or web address of a folder
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          className={`${field} min-w-0 flex-1 basis-56`}
          value={draft.address}
          placeholder="HuggingFaceTB/SmolLM2-135M-Instruct"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={(event) => edit({ address: event.target.value })}
        />
        <Button type="submit" weight="primary" disabled={noStorage}>
          <Download size={14} aria-hidden /> Download
        </Button>
        <Button onClick={() => folder.current?.click()}>
          <FolderOpen size={14} aria-hidden /> Open a folder
        </Button>
        <FolderInput ref={folder} label="Folder of a model" onFiles={onFolder} />
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-bad mt-1.5 text-xs break-words">
          {problem}
        </p>
      )}
      <p className="text-ink-2 mt-1.5 text-xs">
        A folder may also be dropped on this page: it is read where it lies. Models are stored as safetensors, in one
        file or in shards.
      </p>
      <details
        className="mt-2"
        open={more}
        onToggle={(event) => event.currentTarget.open !== more && form.setMore(event.currentTarget.open)}
      >
        <summary className="text-ink-2 hover:text-ink w-fit text-xs">Gated models, mirrors, other tokenizers</summary>
        {gated && <GatedHint model={gated} endpoint={draft.endpoint} />}
        <div className="mt-2 grid gap-x-4 gap-y-3 md:grid-cols-3">
          <Field
            label="Access token"
            note={`Kept in memory until the page is closed, and sent to ${hostOf(draft.endpoint)} only.`}
          >
            {(fieldId) => (
              <input
                id={fieldId}
                ref={tokenRef}
                type="password"
                className={`${field} w-full`}
                value={token}
                placeholder="hf_…"
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => form.setToken(event.target.value)}
              />
            )}
          </Field>
          <Field label="Endpoint" note="The Hub, or a mirror that speaks its protocol.">
            {(fieldId) => (
              <input
                id={fieldId}
                type="url"
                className={`${field} w-full`}
                value={draft.endpoint}
                placeholder={HUB_ENDPOINT}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => edit({ endpoint: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Tokenizer from"
            note="Another repository, where the model has no tokenizer.json that can be read."
          >
            {(fieldId) => (
              <input
                id={fieldId}
                className={`${field} w-full`}
                value={draft.tokenizer}
                placeholder="the model itself"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                onChange={(event) => edit({ tokenizer: event.target.value })}
              />
            )}
          </Field>
        </div>
      </details>
    </form>
  );
}

function GatedHint({ model: { repository }, endpoint }: { model: HubModel; endpoint: string }) {
  const page = `${endpoint.replace(/\/+$/, '')}/${repository}`;
  return (
    <p className="border-l-warn bg-warn-soft mt-2 border-l-4 px-3 py-2 text-xs break-words">
      {repository} is gated: accept its licence on{' '}
      <a href={page} target="_blank" rel="noreferrer" className="underline underline-offset-3">
        its page
      </a>
      , give an access token of your account that may read it, then press Download.
    </p>
  );
}

const field = 'border-line-2 aria-invalid:border-bad bg-surface h-8 rounded-sm border px-2 text-sm';

interface FieldProps {
  readonly label: string;
  readonly note: string;
  /** Draws the input with this id. */
  readonly children: (id: string) => ReactNode;
}

function Field({ label, note, children }: FieldProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="text-ink-2 mb-1 block text-xs">
        {label}
      </label>
      {children(id)}
      <p className="text-ink-2 mt-1 text-xs break-words">{note}</p>
    </div>
  );
}

function hostOf(endpoint: string): string {
  try {
    return new URL(parseEndpoint(endpoint)).host;
  } catch {
    return 'the endpoint';
  }
}
