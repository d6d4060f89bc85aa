// Publishing a run and taking it back, as the dialog needs them.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  askPublishing,
  deletePublication,
  packPublication,
  type Published,
  type PublishedKey,
  sendPublication,
} from '@/components/publications/api';
import { publishedQuery } from '@/components/publications/usePublished';
import type { Caption } from '@/lib/experiment/publication';
import type { WholeRun } from '@/lib/trace/run';
import { forgetPublication, type MyPublication, rememberPublication } from './mine';

/** Whether there is a server to publish to: asked anew each time that `open` becomes true. `data` is missing until it has answered. */
export function usePublishing(open: boolean) {
  return useQuery({
    queryKey: ['publishing'],
    queryFn: askPublishing,
    enabled: open,
    staleTime: 0,
    refetchOnMount: true,
  });
}

/** What is known while a run is on its way. */
export interface Sending {
  /** The id it will have: made from the content, so known before the server answers. */
  readonly id: string;
  /** Part that was sent, 0..1. */
  readonly sent: number;
}

/** `sending` is null while the run is packed. */
export function usePublish(run: WholeRun) {
  const queryClient = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const mutation = useMutation({
    mutationFn: async (caption: Caption): Promise<PublishedKey> => {
      setSending(null);
      const { body, id } = await packPublication(run, caption);
      setSending({ id, sent: 0 });
      return sendPublication(body, (sent) => setSending({ id, sent }));
    },
    onSuccess({ id, deleteKey }, caption) {
      const publishedAt = new Date().toISOString();
      if (deleteKey !== null) rememberPublication({ id, title: caption.title, publishedAt, deleteKey });
      // Whoever follows the link from here sees it at once.
      const comparison = { ...run.comparison, title: caption.title };
      const publication = { author: caption.author, publishedAt };
      const here: WholeRun = { ...run, id, origin: 'published', comparison, publication };
      const published: Published = { id, publishedAt, caption, run: here };
      queryClient.setQueryData(publishedQuery(id).queryKey, published);
    },
  });
  return { ...mutation, sending };
}

export function useUnpublish() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, deleteKey }: Pick<MyPublication, 'id' | 'deleteKey'>) => deletePublication(id, deleteKey),
    onSuccess(_nothing, { id }) {
      forgetPublication(id);
      queryClient.setQueryData(publishedQuery(id).queryKey, null);
    },
  });
}
