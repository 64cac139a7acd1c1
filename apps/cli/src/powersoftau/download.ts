import { createHash } from 'node:crypto';
import { ClientError } from '@brebaje/client/client-error';
import { type FetchOptions, type FileStore, fetchFile } from '@brebaje/client/groth16/fetch-file';
import { filesAsStore } from '@brebaje/client/groth16/node-work-store';
import type { Surroundings } from '@brebaje/client/surroundings';

export interface Download {
  readonly url: string;
  /** SHA-256 or BLAKE2b-512, in hexadecimal digits. */
  readonly hash: string;
  /** More bytes are refused. */
  readonly most: number;
}

/** The algorithm of a file's hash by its length. */
export function algorithmOf(hash: string): 'sha256' | 'blake2b512' {
  return hash.length === 64 ? 'sha256' : 'blake2b512';
}

/**
 * Downloads a file to a path where nothing is yet; what an earlier run left beside it, with `.part` behind the name,
 * is gone on with. It gets its name when it has the hash. Where nothing ever answered it gives up within about a
 * minute: there is no network, or no such server, and waiting mends neither. Throws ClientError.
 */
export async function download(
  world: Surroundings,
  { url, hash, most }: Download,
  path: string,
  options: FetchOptions = {},
): Promise<void> {
  const store: FileStore = {
    ...filesAsStore((name) => name),
    sha256() {
      const hasher = createHash(algorithmOf(hash));
      return { update: (bytes) => void hasher.update(bytes), hex: () => hasher.digest('hex') };
    },
  };
  const bounded = untilAnswered(world, options);
  try {
    await fetchFile(bounded.world, store, { url, sha256: hash, most }, path, bounded.options);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const next = NEXT[error.code];
    if (next === undefined) throw error;
    throw new ClientError(error.code, error.message, { ...next, cause: error });
  }
}

/** Milliseconds until an answer, whichever, shows that there is a network and a server. */
const FIRST_ANSWER = 45_000;

/** Ends a download that nothing answers; once something has, the download's own patience counts alone. */
function untilAnswered(
  world: Surroundings,
  options: FetchOptions,
): { world: Surroundings; options: FetchOptions } {
  const { signal, emit } = options;
  const begun = world.now();
  const tooLong = new AbortController();
  let answered = false;
  return {
    world: {
      ...world,
      async fetch(...call) {
        const answer = await world.fetch(...call);
        answered = true;
        return answer;
      },
    },
    options: {
      ...options,
      signal: signal ? AbortSignal.any([signal, tooLong.signal]) : tooLong.signal,
      emit(trouble) {
        if (answered || world.now() - begun + trouble.pause <= FIRST_ANSWER) return emit?.(trouble);
        tooLong.abort(new ClientError('UNREACHABLE', `nothing answers there: ${trouble.reason}`));
      },
    },
  };
}

const NEXT: Partial<Record<ClientError['code'], { next: string }>> = {
  STATE_INVALID: { next: 'nothing was kept; get the file from somewhere else, with --from' },
  TOO_LARGE: { next: 'nothing of it is used; get the file from somewhere else, with --from' },
  UNREACHABLE: {
    next: 'the same command goes on where this one was; without a network here, download the source elsewhere, and name the file by --from',
  },
  REFUSED: { next: 'get the file from somewhere else, with --from' },
};
