/** What the installation itself keeps: files, work, facts. */
import type { Generated } from 'kysely';

export interface BlobTable {
  hash: string;
  size: number;
  kind: string;
  createdAt: number;
}

export interface JobTable {
  id: Generated<number>;
  kind: string;
  subject: string;
  state: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  attempts: Generated<number>;
  leaseOwner: string | null;
  leaseUntil: number | null;
  /** Grows with every lease; a holder whose fence is behind has lost the job. */
  fence: Generated<number>;
  result: string | null;
  createdAt: number;
}

/** Facts about the whole installation: last sweep tick, public halves of keys, schema writer. */
export interface SettingTable {
  key: string;
  value: string;
}
