'use client';
// The download menu of a panel: its figures as SVG and PNG, its tables as CSV, and how to cite them.

import { useState } from 'react';
import { DownloadMenu, type DownloadItem } from '@/components/ui/DownloadMenu';
import { toAppError } from '@/lib/errors';
import type { Figure } from './figure';
import { useOffers } from './offers';
import { download, figurePng, figureSvg } from './save';
import { writeCsv } from './table';

/** What a figure is from. */
export interface Source {
  /** Begins every file's name. */
  readonly name: string;
  /** The whole caption of a figure: `what` it shows, and of which run. */
  readonly caption: (what: string) => string;
  /** What `bibtex` has entries of: "run and paper". */
  readonly cites: string;
  readonly bibtex: () => string;
  /** Adds to a figure's title and notes what the page says around it. */
  readonly framed?: (figure: Figure) => Figure;
}

/** Nothing at all where no view has anything to offer. */
export function OffersMenu({ of, source }: { readonly of: string; readonly source: Source }) {
  const offers = useOffers();
  const [failure, setFailure] = useState<string | null>(null);
  if (offers.length === 0) return null;

  const saving = (save: () => void | Promise<void>) => () => {
    setFailure(null);
    void (async () => save())().catch((thrown: unknown) => setFailure(toAppError(thrown).message));
  };
  const figures = offers.flatMap((offer): DownloadItem[] => {
    if (offer.kind !== 'figure') return [];
    const { label } = offer;
    const make = () => {
      const figure = offer.make();
      return source.framed?.(figure) ?? figure;
    };
    const svg = saving(() => {
      const figure = make();
      download(
        fileName(source, figure.name, 'svg'),
        figureSvg(figure, source.caption(figure.caption)),
        'image/svg+xml',
      );
    });
    const png = saving(async () => {
      const figure = make();
      download(fileName(source, figure.name, 'png'), await figurePng(figure), 'image/png');
    });
    return [
      { label, format: 'SVG', onSelect: svg },
      { label: `${label}, twice the pixels`, format: 'PNG', onSelect: png },
    ];
  });
  const tables = offers.flatMap((offer): DownloadItem[] => {
    if (offer.kind !== 'table') return [];
    const csv = saving(() => {
      const table = offer.make();
      download(fileName(source, table.name, 'csv'), writeCsv(table), 'text/csv');
    });
    return [{ label: offer.label, format: 'CSV', onSelect: csv }];
  });
  const captions = saving(() => {
    const drawn = offers.flatMap((offer) => (offer.kind === 'figure' ? [offer.make()] : []));
    const text = drawn.map(({ caption }) => source.caption(caption)).join('\n\n');
    download(fileName(source, drawn[0]?.name ?? 'caption', 'txt'), `${text}\n`, 'text/plain');
  });
  const citing: DownloadItem[] = [
    ...(figures.length > 0 ? [{ label: 'Caption', format: 'TXT', onSelect: captions }] : []),
    {
      label: `Citation of ${source.cites}`,
      format: 'BibTeX',
      onSelect: saving(() => download(`${source.name}.bib`, source.bibtex(), 'text/plain')),
    },
  ];
  return (
    <>
      {failure !== null && (
        <span role="alert" className="text-bad text-xs">
          {failure}
        </span>
      )}
      <DownloadMenu of={of} groups={[figures, tables, citing]} />
    </>
  );
}

function fileName(source: Source, name: string, ending: string): string {
  return `${source.name}-${name}.${ending}`;
}
