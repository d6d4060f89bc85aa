// What stands in the form of a new model. The token lives here only: in memory, until the page is closed.

import { useRef, useState } from 'react';
import type { Ref } from 'react';
import type { HubModel } from '@/lib/model/hub/models';
import { useEndpoint } from './endpoint';
import { catalogDraft, type Draft } from './requests';

export interface DraftForm {
  readonly draft: Draft;
  readonly token: string;
  /** The fields of gated models, mirrors and borrowed tokenizers are unfolded. */
  readonly more: boolean;
  /** The gated model that the form was filled in for; null where the user did it. */
  readonly gated: HubModel | null;
  readonly tokenRef: Ref<HTMLInputElement>;
  setDraft(draft: Draft): void;
  setToken(token: string): void;
  setMore(more: boolean): void;
  /** Fills the form in for a gated model and waits for a token. */
  askForToken(model: HubModel): void;
  /** What stands in the form was asked for. Endpoint and token stay. */
  clear(): void;
}

export function useDraft(): DraftForm {
  const [endpoint, setEndpoint] = useEndpoint();
  const [typed, setTyped] = useState({ address: '', tokenizer: '' });
  const [token, setToken] = useState('');
  const [more, setMore] = useState(false);
  const [gated, setGated] = useState<HubModel | null>(null);
  const tokenRef = useRef<HTMLInputElement>(null);
  return {
    ...{ draft: { ...typed, endpoint }, token, more, gated, tokenRef, setToken, setMore },
    setDraft({ address, tokenizer, endpoint: asked }) {
      setTyped({ address, tokenizer });
      if (asked !== endpoint) setEndpoint(asked);
    },
    askForToken(model) {
      const { address, tokenizer } = catalogDraft(model, endpoint);
      setTyped({ address, tokenizer });
      setMore(true);
      setGated(model);
      // Unfolded first: what is folded away takes no focus.
      requestAnimationFrame(() => tokenRef.current?.focus());
    },
    clear() {
      setTyped({ address: '', tokenizer: '' });
      setGated(null);
    },
  };
}
