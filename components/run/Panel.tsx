'use client';
// A section of a run's page whose figures and tables can be downloaded.

import type { ComponentProps } from 'react';
import { OffersProvider } from '@/components/figures/offers';
import { OffersMenu, type Source } from '@/components/figures/OffersMenu';
import { Section } from '@/components/ui/Section';
import { Terms, type Term } from '@/components/ui/Terms';

interface PanelProps extends Omit<ComponentProps<typeof Section>, 'aside'> {
  readonly source: Source;
  /** What its figures mean. */
  readonly terms?: readonly Term[];
}

export function Panel({ source, terms, ...section }: PanelProps) {
  return (
    <OffersProvider>
      <Section
        {...section}
        aside={
          <>
            {terms && <Terms of={section.title} terms={terms} />}
            <OffersMenu of={section.title} source={source} />
          </>
        }
      />
    </OffersProvider>
  );
}
