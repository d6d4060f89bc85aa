'use client';
// The page of models: lists at the left, this device at the right. Holds its state together; draws little itself.

import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { Section } from '@/components/ui/Section';
import { describeLocalModel } from '@/components/workbench/describeModel';
import { bundledChoice, chooseModel, type ChosenModel, useModel } from '@/components/workbench/model';
import { useSettings } from '@/components/workbench/settings';
import { useFacts } from '@/components/workbench/useFacts';
import { isAbort, toAppError } from '@/lib/errors';
import type { HubModel } from '@/lib/model/hub/models';
import type { PlacedFile } from '@/lib/model/localFiles';
import type { ModelRequest } from '@/lib/storage/models/types';
import type { FormatChoice } from '@/lib/worker/protocol';
import { AddModel } from './AddModel';
import { Catalog } from './Catalog';
import { DeviceReport } from './DeviceReport';
import { DropFolder } from './DropFolder';
import { useEndpoint } from './endpoint';
import { HowToLoad } from './HowToLoad';
import { formatsOn, type LoadWish } from './loadPlan';
import { OnThisDevice } from './OnThisDevice';
import { catalogDraft, type Draft, draftRequest } from './requests';
import { StoragePanel } from './StoragePanel';
import { modelStore, useModelStore } from './store';

export function ModelsPage() {
  const snapshot = useModelStore();
  const facts = useFacts();
  const chosen = useModel();
  const [{ backend }] = useSettings();
  const router = useRouter();
  const [picked, setPicked] = useState<FormatChoice | null>(null);
  const [promptLength, setPromptLength] = useState(2048);
  const [opened, setOpened] = useState<readonly ChosenModel[]>([]);
  const [endpoint, setEndpoint] = useEndpoint();
  const [typed, setTyped] = useState({ address: '', tokenizer: '' });
  const [token, setToken] = useState('');
  const [more, setMore] = useState(false);
  const [hint, setHint] = useState<ReactNode>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const format = picked ?? chosen.format;
  const wish: LoadWish = {
    format: formatsOn(backend, facts).includes(format) ? format : 'auto',
    ...{ backend, promptLength },
  };
  // One opened on the workbench is listed here, too.
  const folders =
    chosen.source.kind === 'files' && !opened.some(({ label }) => label === chosen.label)
      ? [chosen, ...opened]
      : opened;
  const draft: Draft = { ...typed, endpoint };
  const setDraft = ({ endpoint: asked, ...rest }: Draft): void => {
    setTyped(rest);
    if (asked !== endpoint) setEndpoint(asked);
  };
  const tokenField = useRef<HTMLInputElement>(null);

  const download = async (request: ModelRequest): Promise<void> => {
    setHint(null);
    try {
      const { id } = await modelStore().download(request, { token: token.trim() || null });
      setAnnouncement(`${id} is on this device.`);
    } catch (thrown) {
      // Its row says what is wrong, or that it was paused.
      if (!isAbort(thrown)) setAnnouncement('The download failed.');
    }
  };
  const downloadDraft = (asked: Draft): void => {
    try {
      void download(draftRequest(asked));
      setProblem(null);
    } catch (thrown) {
      setProblem(toAppError(thrown).message); // the endpoint, as typed
    }
  };
  const downloadKnown = (model: HubModel): void => {
    const asked = catalogDraft(model, endpoint);
    if (!model.gated || token.trim()) return downloadDraft(asked);
    setDraft(asked);
    setMore(true);
    setHint(<GatedHint model={model} endpoint={endpoint} />);
    // Unfolded first: what is folded away takes no focus.
    requestAnimationFrame(() => tokenField.current?.focus());
  };
  const openFolder = async (files: PlacedFile[] | Promise<PlacedFile[]>): Promise<void> => {
    try {
      const model = await describeLocalModel(await files);
      setProblem(null);
      setOpened((before) => [model, ...before.filter(({ label }) => label !== model.label)]);
      setAnnouncement(`The folder ${model.label} is open.`);
    } catch (thrown) {
      setProblem(toAppError(thrown).message);
    }
  };
  const removeModel = async (key: string, id: string): Promise<void> => {
    try {
      await modelStore().remove(key);
      if (chosen.source.kind === 'stored' && chosen.source.key === key) chooseModel(bundledChoice);
      setAnnouncement(`${id} is deleted.`);
    } catch (thrown) {
      setProblem(toAppError(thrown).message);
    }
  };
  const use = (model: ChosenModel): void => {
    chooseModel({ ...model, format: wish.format });
    router.push('/');
  };

  return (
    <DropFolder onFiles={(files) => void openFolder(files)}>
      <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          {problem && (
            <p role="alert" className="border-l-bad bg-bad-soft border-l-4 px-4 py-2.5 text-sm break-words md:px-5">
              {problem}
            </p>
          )}
          <Section title="How to load">
            <HowToLoad
              wish={wish}
              facts={facts}
              onChange={(next) => {
                setPicked(next.format);
                setPromptLength(next.promptLength);
              }}
            />
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
              onDelete={(key, id) => void removeModel(key, id)}
            />
          </Section>
          <Section title="Add a model">
            <AddModel
              draft={draft}
              token={token}
              more={more}
              hint={hint}
              noStorage={snapshot.unavailable !== null}
              tokenRef={tokenField}
              onDraft={setDraft}
              onToken={setToken}
              onMore={setMore}
              onDownload={(request) => {
                setDraft({ ...draft, address: '', tokenizer: '' });
                void download(request);
              }}
              onFolder={(files) => void openFolder(files)}
            />
          </Section>
          <Section
            title="Known models"
            note="Architectures of these families were compared with PyTorch on tiny random checkpoints; the published weights were not run by us. Sizes follow from the shapes, licences are as published: the download shows what the server has."
          >
            <Catalog wish={wish} facts={facts} snapshot={snapshot} onDownload={downloadKnown} />
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
    </DropFolder>
  );
}

function GatedHint({ model: { repository }, endpoint }: { model: HubModel; endpoint: string }) {
  const page = `${endpoint.replace(/\/+$/, '')}/${repository}`;
  return (
    <>
      {repository} is gated: accept its licence on{' '}
      <a href={page} target="_blank" rel="noreferrer" className="underline underline-offset-3">
        its page
      </a>
      , give an access token of your account that may read it, then press Download.
    </>
  );
}
