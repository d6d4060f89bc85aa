// What a server's refusal means and what to do about it, in words. Knows HTTP statuses and the Hub's error codes; asks nothing.

import { AppError } from '@/lib/errors';
import { type HubAddress, type ModelAddress, spellModelAddress } from './address';

/** A server's no. */
export class Refused extends AppError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super('download-failed', message);
  }
}

export interface Refusal {
  readonly status: number;
  /** The Hub's X-Error-Code: GatedRepo, RepoNotFound, RevisionNotFound, EntryNotFound. */
  readonly code: string | null;
  /** The file asked for; null for the list of files. */
  readonly file: string | null;
  readonly address: ModelAddress;
  readonly withToken: boolean;
}

/** The error for an answer that is neither the file nor a reason to try again. */
export function refusal(answer: Refusal): Refused {
  const { status, file, address } = answer;
  const what = file ? `${file} of ${spellModelAddress(address)}` : spellModelAddress(address);
  const reason = address.kind === 'hub' ? hubReason(answer, address) : folderReason(answer, address);
  return new Refused(status, `${what}: ${reason}`);
}

/** A mirror may give no code: then the status alone says what it can. */
function hubReason({ status, code, file, withToken }: Refusal, { endpoint, repository, revision }: HubAddress): string {
  const page = `${endpoint}/${repository}`;
  const host = new URL(endpoint).host;
  if (code === 'GatedRepo') {
    return withToken
      ? `this model is gated and the account of the access token has no access to it (${status}). Accept its licence at ${page} with that account, then try again.`
      : `this model is gated (${status}). Accept its licence at ${page}, then give an access token of your account that may read gated repositories.`;
  }
  if (code === 'RevisionNotFound') {
    return `${host} has no revision "${revision ?? 'main'}" of it (${status}). Leave the revision out, or name a branch, tag or commit that ${page} lists.`;
  }
  if (status === 401 || status === 403) {
    return withToken
      ? `${host} does not let the access token read it (${status}). Check that the token is valid and may read ${page}, and that its account has accepted the licence.`
      : `${host} asks for an access token (${status}). The repository does not exist, is private, or is gated: check the name; for a gated model accept its licence at ${page} and give a token.`;
  }
  if (status === 404) {
    return `${host} has no such ${file ? 'file' : 'repository'} (404). Check the spelling of owner and name at ${page}.`;
  }
  return `${host} answered ${status}. Check the address ${page}.`;
}

function folderReason({ status, file }: Refusal, { url }: Extract<ModelAddress, { kind: 'url' }>): string {
  const at = file ? `${url}/${file}` : url;
  if (status === 401 || status === 403) {
    return `${at} may not be read without signing in (${status}). Give the address of a folder that is open to read.`;
  }
  if (status === 404)
    return `there is no such file at ${at} (404). Give the address of the folder that holds config.json.`;
  return `${at} answered ${status}. Check the address.`;
}
