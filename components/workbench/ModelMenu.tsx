'use client';
// Which model runs: the bundled one, those on this device, a folder; where to get more.

import { Boxes, ChevronDown, FolderOpen, HardDriveDownload } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { useRef, useState } from 'react';
import { FolderInput } from '@/components/ui/FolderInput';
import { MenuPanel } from '@/components/ui/MenuPanel';
import { formatBytes } from '@/lib/bytes';
import { bundledModel } from '@/lib/model/catalog';
import { describeLocalModel, describeStored } from '@/components/engine/describeModel';
import { bundledChoice, chooseModel, type ChosenModel } from '@/components/engine/model';
import { useStoredModels } from '@/components/engine/storedModels';

interface ModelMenuProps {
  readonly model: ChosenModel;
  /** A run is under way: the model stays. */
  readonly busy: boolean;
  readonly onError: (thrown: unknown) => void;
}

const itemClass =
  'data-highlighted:bg-accent-soft flex cursor-pointer items-center gap-3 px-3 py-1.5 outline-none aria-[current]:font-semibold';

export function ModelMenu({ model, busy, onError }: ModelMenuProps) {
  const folder = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const stored = useStoredModels(open) ?? [];
  const { source } = model;
  const choose = (described: Promise<ChosenModel>) => void described.then(chooseModel, onError);

  return (
    <>
      <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
        <DropdownMenu.Trigger
          disabled={busy}
          className="border-line-2 hover:bg-surface-2 flex h-8 w-full min-w-0 items-center gap-2 rounded-sm border px-2.5 text-left text-sm disabled:opacity-60"
        >
          <Boxes size={14} className="text-ink-2 shrink-0" aria-hidden />
          <span className="sr-only">Model: </span>
          <span className="min-w-0 truncate font-medium">{model.label}</span>
          <span className="text-ink-2 tabular ml-auto shrink-0 text-xs">{factsOf(model)}</span>
          <ChevronDown size={14} className="text-ink-2 shrink-0" aria-hidden />
        </DropdownMenu.Trigger>
        <MenuPanel align="start">
          <DropdownMenu.Group className="py-1">
            <DropdownMenu.Label className="text-ink-2 px-3 py-1 text-xs">Comes with LazyLens</DropdownMenu.Label>
            <DropdownMenu.Item
              className={itemClass}
              aria-current={source.kind === 'url' && source.id === bundledModel.id ? true : undefined}
              onSelect={() => chooseModel(bundledChoice)}
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate">{bundledModel.id}</span>
                <span className="text-ink-2 block text-xs font-normal">{bundledModel.summary}</span>
              </span>
              <span className="tabular text-xs">{formatBytes(bundledModel.sizeBytes)}</span>
            </DropdownMenu.Item>
          </DropdownMenu.Group>
          <DropdownMenu.Group className="border-line border-t py-1">
            <DropdownMenu.Label className="text-ink-2 px-3 py-1 text-xs">On this device</DropdownMenu.Label>
            {source.kind === 'files' && (
              <DropdownMenu.Item className={itemClass} aria-current onSelect={() => chooseModel(model)}>
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{model.label}</span>
                  <span className="text-ink-2 block text-xs font-normal">A folder, open until the tab is closed</span>
                </span>
                <span className="tabular text-xs">{model.sizeBytes === null ? '' : formatBytes(model.sizeBytes)}</span>
              </DropdownMenu.Item>
            )}
            {stored.map((each) => (
              <DropdownMenu.Item
                key={each.key}
                className={itemClass}
                aria-current={source.kind === 'stored' && source.key === each.key ? true : undefined}
                onSelect={() => choose(describeStored(each))}
              >
                <span className="min-w-0 flex-1 truncate">{each.id}</span>
                <span className="tabular text-xs">{formatBytes(each.totalBytes)}</span>
              </DropdownMenu.Item>
            ))}
            <DropdownMenu.Item className={itemClass} onSelect={() => folder.current?.click()}>
              <FolderOpen size={14} className="text-ink-2 shrink-0" aria-hidden />
              <span>
                Open a folder…
                <span className="text-ink-2 block text-xs">
                  config.json, .safetensors, tokenizer.json: read in place, nothing is uploaded
                </span>
              </span>
            </DropdownMenu.Item>
          </DropdownMenu.Group>
          <DropdownMenu.Group className="border-line border-t py-1">
            <DropdownMenu.Item className={itemClass} asChild>
              <Link href="/models">
                <HardDriveDownload size={14} className="text-ink-2 shrink-0" aria-hidden /> More models: from the Hub, a
                link, a mirror
              </Link>
            </DropdownMenu.Item>
          </DropdownMenu.Group>
        </MenuPanel>
      </DropdownMenu.Root>
      <FolderInput ref={folder} label="Model folder" onFiles={(files) => choose(describeLocalModel(files))} />
    </>
  );
}

function factsOf({ spec, sizeBytes }: ChosenModel): string {
  return [`${spec.layers} layers`, ...(sizeBytes === null ? [] : [formatBytes(sizeBytes)])].join(', ');
}
