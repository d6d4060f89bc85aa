'use client';
// A section of a run's page whose figures and tables can be downloaded.

import type { ComponentProps } from 'react';
import { OffersProvider } from '@/components/figures/offers';
import { OffersMenu, type Source } from '@/components/figures/OffersMenu';
import { Section } from '@/components/ui/Section';

interface PanelProps extends Omit<ComponentProps<typeof Section>, 'aside'> {
  readonly source: Source;
}

export function Panel({ source, ...section }: PanelProps) {
  return (
    <OffersProvider>
      <Section {...section} aside={<OffersMenu of={section.title} source={source} />} />
    </OffersProvider>
  );
}
