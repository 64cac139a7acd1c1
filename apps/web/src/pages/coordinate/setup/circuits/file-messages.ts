/** What page and worker tell each other about files of circuits. */
import type { ClientCode } from '@brebaje/client/client-error';
import type { LookedAt } from '@brebaje/client/coordinate/look-at-file';

export const FILE_KINDS = ['r1cs', 'ptau', 'wasm', 'genesis', 'zkey'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

export type Ask =
  | { id: number; do: 'look'; file: File }
  | { id: number; do: 'send'; file: File; server: string; draftId: number; kind: FileKind }
  | { id: number; do: 'stop' };

/** `unknown`: no file of a circuit; `file`: one that is wrong inside. */
export interface Fault {
  kind: 'stopped' | 'client' | 'unknown' | 'file';
  message: string;
  code?: ClientCode;
  next?: string | undefined;
  serverCode?: string | undefined;
}

export type Tell =
  | { id: number; is: 'looked'; looked: LookedAt }
  | { id: number; is: 'hashed'; sha256: string; blake2b: string | undefined; published: boolean }
  | { id: number; is: 'progress'; done: number; total: number }
  | { id: number; is: 'trouble'; reason: string }
  | { id: number; is: 'sent' }
  | { id: number; is: 'failed'; fault: Fault };
