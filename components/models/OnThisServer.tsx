'use client';
// The models that this server offers to its visitors, where its operator named a folder; nothing where not.

import { useQuery } from '@tanstack/react-query';
import { Check, Download } from 'lucide-react';
import { z } from 'zod';
import { Button } from '@/components/ui/Button';
import { Section } from '@/components/ui/Section';
import type { ModelRequest, StoreSnapshot } from '@/lib/storage/models/types';

const answerSchema = z.object({ models: z.array(z.string()) });

interface OnThisServerProps {
  readonly snapshot: StoreSnapshot;
  readonly onDownload: (request: ModelRequest) => void;
}

export function OnThisServer({ snapshot, onDownload }: OnThisServerProps) {
  const { data: models = [] } = useQuery({ queryKey: ['models', 'served'], queryFn: served, staleTime: 0 });
  if (models.length === 0) return null;
  return (
    <Section title="On this server">
      <ul className="text-sm">
        {models.map((name) => {
          const url = `${location.origin}/models/${name}`;
          const state = stateOf(url, snapshot);
          return (
            <li
              key={name}
              className="border-line flex items-center justify-between gap-3 border-t py-1.5 first:border-t-0"
            >
              <span className="min-w-0 font-medium break-words">{name}</span>
              {state === 'stored' ? (
                <span className="text-good inline-flex h-8 items-center gap-1 text-xs whitespace-nowrap">
                  <Check size={14} aria-hidden /> on this device
                </span>
              ) : state === 'coming' ? (
                <span className="text-ink-2 inline-flex h-8 items-center text-xs">under way</span>
              ) : (
                <Button
                  disabled={snapshot.unavailable !== null}
                  onClick={() => onDownload({ source: { kind: 'url', url }, tokenizer: null })}
                >
                  <Download size={14} aria-hidden /> Download<span className="sr-only"> {name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** None in a static bundle, or without a network. */
async function served(): Promise<readonly string[]> {
  if (process.env.LAZYLENS_STATIC === '1') return [];
  const response = await fetch('/api/models').catch(() => null);
  if (!response?.ok) return [];
  return answerSchema.parse(await response.json()).models;
}

function stateOf(url: string, { models, downloads }: StoreSnapshot): 'stored' | 'coming' | null {
  const asks = (request: ModelRequest | null) => request?.source.kind === 'url' && request.source.url === url;
  if (downloads.some(({ request, phase }) => asks(request) && phase.at !== 'failed')) return 'coming';
  return (models ?? []).some(({ request, state }) => asks(request) && state === 'complete') ? 'stored' : null;
}
