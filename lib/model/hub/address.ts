// Where a model's files are, as users write it: a repository of the Hub, a link to one of its pages, or a folder on any server.
// Knows no network.

import { z } from 'zod';
import { AppError } from '@/lib/errors';

/** The Hub itself; a mirror speaks the same protocol under another address. */
export const HUB_ENDPOINT = 'https://huggingface.co';

const owner = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const name = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?$/;

/** `owner/name`, each at most 96 characters of A-Z a-z 0-9 . _ - as on the Hub. */
const repositorySchema = z.string().refine((repository) => {
  const [first = '', second = '', ...rest] = repository.split('/');
  const fits = (part: string): boolean => part.length <= 96 && !/--|\.\./.test(part);
  return rest.length === 0 && owner.test(first) && name.test(second) && fits(first) && fits(second);
}, 'must be owner/name, such as HuggingFaceTB/SmolLM2-135M-Instruct');

/** A web address, http or https, without user name and password. */
const webAddressSchema = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
}, 'must be a web address that begins with https://');

export const modelAddressSchema = z.discriminatedUnion('kind', [
  /** `endpoint` has no slash at its end; `revision` is a branch, a tag or a commit. */
  z.object({
    kind: z.literal('hub'),
    endpoint: webAddressSchema,
    repository: repositorySchema,
    revision: z.string().min(1).nullable(),
  }),
  /** The folder that holds config.json; no slash at its end. The server has to allow this page to read it (CORS). */
  z.object({ kind: z.literal('url'), url: webAddressSchema }),
]);

export type ModelAddress = z.output<typeof modelAddressSchema>;
export type HubAddress = Extract<ModelAddress, { kind: 'hub' }>;

/**
 * Reads what a user types: `owner/name`, `owner/name@revision`, a page of the Hub or of the mirror at `endpoint` (also its
 * /tree, /blob and /resolve pages), or the web address of a folder or of a file in it. Throws AppError `input-invalid` naming
 * what was typed and what is understood.
 */
export function parseModelAddress(typed: string, endpoint: string = HUB_ENDPOINT): ModelAddress {
  const text = typed.trim();
  if (!text) throw invalid('Name a model: owner/name as on the Hub, or the web address of its folder.');
  const mirror = parseEndpoint(endpoint);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return parseLink(text, mirror);
  const bare = new RegExp(`^(?:${['huggingface.co', 'hf.co', new URL(mirror).host].map(escaped).join('|')})/`, 'i');
  if (bare.test(text)) return parseLink(`https://${text}`, mirror);
  const at = text.indexOf('@');
  const repository = at < 0 ? text : text.slice(0, at);
  return hubAddress(mirror, repository, at < 0 ? null : text.slice(at + 1), text);
}

/** Checks the address of a Hub or mirror and takes the slash from its end. Throws AppError `input-invalid`. */
export function parseEndpoint(endpoint: string): string {
  const text = endpoint.trim().replace(/\/+$/, '');
  if (webAddressSchema.safeParse(text).success) return text;
  throw invalid(`The endpoint "${endpoint}" is not a web address; write it like ${HUB_ENDPOINT}.`);
}

/** How an address is written: the counterpart of parseModelAddress for what is shown. */
export function spellModelAddress(address: ModelAddress): string {
  if (address.kind === 'url') return address.url;
  return address.revision ? `${address.repository}@${address.revision}` : address.repository;
}

/** Names of the Hub's own hosts, whose links belong to `endpoint` when a mirror is set. */
const hubHosts = ['huggingface.co', 'www.huggingface.co', 'hf.co'];

function parseLink(text: string, mirror: string): ModelAddress {
  if (!webAddressSchema.safeParse(text).success) {
    throw invalid(`"${text}" is not an address this page can fetch from; give one that begins with https://.`);
  }
  const url = new URL(text);
  const base = new URL(mirror);
  const underMirror = url.origin === base.origin && url.pathname.startsWith(base.pathname);
  if (!underMirror && !hubHosts.includes(url.host)) return { kind: 'url', url: folderOf(url) };

  const path = underMirror ? url.pathname.slice(base.pathname.length) : url.pathname;
  const parts = path.split('/').filter(Boolean).map(decoded);
  const [first = '', second = '', page, revision] = parts;
  if (['datasets', 'spaces', 'collections', 'papers', 'docs', 'blog'].includes(first)) {
    throw invalid(`"${text}" is a page of ${first}, not of a model; give the page of a model.`);
  }
  if (page !== undefined && !['tree', 'blob', 'resolve', 'raw', 'commit'].includes(page)) {
    if (page !== 'discussions') throw invalid(`"${text}" is no page of a model; give the model's page or owner/name.`);
    return hubAddress(mirror, `${first}/${second}`, null, text);
  }
  return hubAddress(mirror, `${first}/${second}`, revision ?? null, text);
}

function hubAddress(endpoint: string, repository: string, revision: string | null, typed: string): ModelAddress {
  const parsed = modelAddressSchema.safeParse({ kind: 'hub', endpoint, repository, revision });
  if (parsed.success) return parsed.data;
  const remedy = 'write owner/name, such as HuggingFaceTB/SmolLM2-135M-Instruct, owner/name@revision, or a web address';
  throw invalid(`"${typed}" names no model: ${remedy}.`);
}

/** The folder of a link: without query, fragment, the slash at the end, and a file name that a model has. */
function folderOf(url: URL): string {
  const path = url.pathname.replace(/\/[^/]+\.(?:json|safetensors|jinja)$/, '').replace(/\/+$/, '');
  return url.origin + path;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function invalid(message: string): AppError {
  return new AppError('input-invalid', message);
}
