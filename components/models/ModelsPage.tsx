'use client';
// The page of models: lists at the left, this device at the right. Holds its state together; draws little itself.

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { droppedFiles } from '@/components/ui/drop';
import { DropArea } from '@/components/ui/DropArea';
import { Section } from '@/components/ui/Section';
import { describeLocalModel } from '@/components/engine/describeModel';
import { bundledChoice, chooseModel, type ChosenModel, useModel } from '@/components/engine/model';
import { useFacts } from '@/components/engine/useFacts';
import { isAbort, toAppError } from '@/lib/errors';
import type { HubModel } from '@/lib/model/hub/models';
import type { PlacedFile } from '@/lib/model/localFiles';
import type { ModelRequest } from '@/lib/storage/models/types';
import { AddModel } from './AddModel';
import { Catalog } from './Catalog';
import { DeviceReport } from './DeviceReport';
import { HowToLoad } from './HowToLoad';
import { OnThisDevice } from './OnThisDevice';
import { OnThisServer } from './OnThisServer';
import { catalogDraft, draftRequest } from './requests';
import { StoragePanel } from './StoragePanel';
import { modelStore, useModelStore } from './store';
import { useDraft } from './useDraft';
import { useLoadWish } from './useLoadWish';

export function ModelsPage() {
  const snapshot = useModelStore();
  const facts = useFacts();
  const chosen = useModel();
  const router = useRouter();
  const [wish, setWish] = useLoadWish(chosen, facts);
  const form = useDraft();
  const [opened, setOpened] = useState<readonly ChosenModel[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState('');
  // One opened on the workbench is listed here, too.
  const folders =
    chosen.source.kind === 'files' && !opened.some(({ label }) => label === chosen.label)
      ? [chosen, ...opened]
      : opened;

  /** What fails is told at the top of the page. */
  const attempt = async (task: () => Promise<string>): Promise<void> => {
    try {
      setAnnouncement(await task());
      setProblem(null);
    } catch (thrown) {
      setProblem(toAppError(thrown).message);
    }
  };
  const download = async (request: ModelRequest): Promise<void> => {
    try {
      const { id } = await modelStore().download(request, { token: form.token.trim() || null });
      setAnnouncement(`${id} is on this device.`);
    } catch (thrown) {
      // Its row says what is wrong, or that it was paused.
      if (!isAbort(thrown)) setAnnouncement('The download failed.');
    }
  };
  const downloadKnown = (model: HubModel): Promise<void> =>
    attempt(async () => {
      if (model.gated && !form.token.trim()) {
        form.askForToken(model);
        return `${model.repository} asks for an access token.`;
      }
      void download(draftRequest(catalogDraft(model, form.draft.endpoint)));
      if (form.gated === model) form.clear();
      return '';
    });
  const openFolder = (files: PlacedFile[] | Promise<PlacedFile[]>): Promise<void> =>
    attempt(async () => {
      const model = await describeLocalModel(await files);
      setOpened((before) => [model, ...before.filter(({ label }) => label !== model.label)]);
      return `The folder ${model.label} is open.`;
    });
  const remove = (key: string, id: string): Promise<void> =>
    attempt(async () => {
      await modelStore().remove(key);
      if (chosen.source.kind === 'stored' && chosen.source.key === key) chooseModel(bundledChoice);
      return `${id} is deleted.`;
    });
  const cancel = (id: string): Promise<void> =>
    attempt(async () => {
      await modelStore().cancel(id);
      return 'The download is cancelled.';
    });
  const use = (model: ChosenModel): void => {
    chooseModel({ ...model, format: wish.format });
    router.push('/');
  };

  return (
    <DropArea hint="Drop to open this model" onDrop={(transfer) => void openFolder(droppedFiles(transfer))}>
      <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          {problem && (
            <p role="alert" className="border-l-bad bg-bad-soft border-l-4 px-4 py-2.5 text-sm break-words md:px-5">
              {problem}
            </p>
          )}
          <Section title="How to load">
            <HowToLoad wish={wish} facts={facts} onChange={setWish} />
          </Section>
          <Section title="On this device">
            <OnThisDevice
              snapshot={snapshot}
              opened={folders}
              wish={wish}
              facts={facts}
              chosen={chosen}
              onUse={use}
              onDownload={(request) => void download(request)}
              onCancel={(id) => void cancel(id)}
              onDelete={(key, id) => void remove(key, id)}
            />
          </Section>
          <OnThisServer snapshot={snapshot} onDownload={(request) => void download(request)} />
          <Section title="Add a model">
            <AddModel
              form={form}
              noStorage={snapshot.unavailable !== null}
              onDownload={(request) => {
                form.clear();
                void download(request);
              }}
              onFolder={(files) => void openFolder(files)}
            />
          </Section>
          <Section
            title="Known models"
            note="Architectures of these families were compared with PyTorch on tiny random checkpoints; the published weights were not run by us. Sizes follow from the shapes, licences are as published: the download shows what the server has."
          >
            <Catalog wish={wish} facts={facts} snapshot={snapshot} onDownload={(model) => void downloadKnown(model)} />
          </Section>
        </div>
        <div className="border-line min-w-0 lg:border-l">
          <Section title="Storage">
            <StoragePanel
              use={snapshot.use}
              models={snapshot.models}
              unavailable={snapshot.unavailable}
              onPersist={() => modelStore().persist()}
            />
          </Section>
          <Section title="This browser">
            <DeviceReport facts={facts} />
          </Section>
        </div>
      </div>
      <p className="sr-only" role="status">
        {announcement}
      </p>
    </DropArea>
  );
}
