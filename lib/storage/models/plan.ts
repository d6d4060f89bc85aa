// Which files a model needs, of those that its places have: decided before any weight is fetched, and refused where the model
// cannot be run. Knows places, not storage.

import { AppError } from '@/lib/errors';
import { parseConfig } from '@/lib/model/config';
import { spellModelAddress } from '@/lib/model/hub/address';
import type { Http } from '@/lib/model/hub/http';
import { openPlace, type Place, type RemoteFile } from '@/lib/model/hub/place';
import { INDEX_FILE, shardFiles } from '@/lib/model/shards';
import type { FileRecord } from './records';
import type { ModelRequest } from './types';

export interface PlannedFile extends RemoteFile {
  readonly place: FileRecord['place'];
  /** Where it had to be read to make the plan. */
  readonly content: Uint8Array<ArrayBuffer> | null;
}

/** A model as its places have it now. */
export interface Plan {
  readonly key: string;
  readonly id: string;
  readonly request: ModelRequest;
  readonly commit: string | null;
  readonly tokenizerCommit: string | null;
  readonly licence: string | null;
  readonly modelType: string | null;
  /** Small files first, then weights. */
  readonly files: readonly PlannedFile[];
}

/**
 * Asks the places of a request. Throws AppError `download-failed` (refused, unreachable), `model-invalid` (config.json is of no
 * model that runs, a shard is missing) or `tokenizer-invalid`, naming the file; Interrupted; AbortError.
 */
export async function makePlan(request: ModelRequest, http: Http, signal: AbortSignal): Promise<Plan> {
  const { source, tokenizer } = request;
  const place = await openPlace(source, http, signal);
  const files: PlannedFile[] = [];
  /** Reads a small file into the plan; undefined where there is none. */
  const readInto = async (name: string): Promise<unknown> => {
    const found = await place.read(name, signal);
    if (!found) return undefined;
    files.push({ ...found.file, place: 'model', content: found.content });
    return parseJson(found.content, name, place);
  };

  const config = await readInto('config.json');
  if (config === undefined) throw missing(place, 'config.json', 'name a repository or folder of a transformer model');
  const spec = parseConfig(config, await readInto('generation_config.json'));

  const weights = await findWeights(place, readInto, signal);
  const tokenizerPlace = tokenizer ? await openPlace(tokenizer, http, signal) : place;
  const tokenizerFiles = await findTokenizer(tokenizerPlace, signal);
  if (tokenizer && !tokenizerFiles.some(({ name }) => name === 'tokenizer.json')) {
    const remedy = 'name a repository that has one, or none';
    throw new AppError('tokenizer-invalid', `${spellModelAddress(tokenizer)} has no tokenizer.json; ${remedy}.`);
  }
  const origin = tokenizer ? 'tokenizer' : 'model';
  return {
    key: tokenizer ? `${place.key} + ${tokenizerPlace.key}` : place.key,
    id: place.id,
    request,
    commit: place.commit,
    tokenizerCommit: tokenizer ? tokenizerPlace.commit : null,
    licence: place.licence,
    modelType: spec.family,
    files: [
      ...files,
      ...tokenizerFiles.map((file) => ({ ...file, place: origin }) as const),
      ...weights.map((file) => ({ ...file, place: 'model', content: null }) as const),
    ],
  };
}

/** The single file where there is one, as transformers does; else every shard that the index names. */
async function findWeights(
  place: Place,
  readInto: (name: string) => Promise<unknown>,
  signal: AbortSignal,
): Promise<RemoteFile[]> {
  const single = await place.find('model.safetensors', signal);
  if (single) return [single];
  const index = await readInto(INDEX_FILE);
  if (index === undefined) {
    throw missing(place, `model.safetensors and no ${INDEX_FILE}`, 'choose one with safetensors weights');
  }
  const shards: RemoteFile[] = [];
  for (const name of shardFiles(index)) {
    const shard = await place.find(name, signal);
    if (!shard) throw missing(place, `${name}, which ${INDEX_FILE} names`, 'choose a complete checkpoint');
    shards.push(shard);
  }
  return shards;
}

/** What a tokenizer is made of, as far as it is there. */
async function findTokenizer(place: Place, signal: AbortSignal): Promise<Omit<PlannedFile, 'place'>[]> {
  const found: Omit<PlannedFile, 'place'>[] = [];
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
    if (place.address.kind === 'hub') {
      const file = await place.find(name, signal);
      if (file) found.push({ ...file, content: null });
    } else {
      const file = await place.read(name, signal);
      if (file) found.push({ ...file.file, content: file.content });
    }
  }
  return found;
}

function parseJson(content: Uint8Array, name: string, { address }: Place): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch (cause) {
    const message = `${name} of ${spellModelAddress(address)} is not JSON; check the address of the model.`;
    throw new AppError('model-invalid', message, { cause });
  }
}

function missing({ address }: Place, what: string, remedy: string): AppError {
  return new AppError('model-invalid', `${spellModelAddress(address)} has no ${what}; ${remedy}.`);
}
