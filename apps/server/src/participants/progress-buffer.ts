import type { ContributionStep } from '@brebaje/ceremony/participant';
import type { ParticipantRow } from '../store/schema.ts';

/** How far somebody says they are, within one step of one attempt. */
export interface Progress {
  contributionStep: ContributionStep;
  contributionStartedAt: number | null;
  /** Whole percent. */
  contributionProgress: number;
  tempContributionData: string | null;
}

export interface ProgressRow extends Progress {
  id: number;
}

type Row = Pick<ParticipantRow, 'id' | 'status' | keyof Progress>;

/**
 * Progress between two writes, one a second: clients tell it as often as they like, and only the latest
 * matters. It belongs to the step in which it was told and ends with it; a crash loses a second of it.
 */
export class ProgressBuffer {
  #waiting = new Map<number, Progress>();
  #writing = new Map<number, Progress>();
  readonly #write: (rows: ProgressRow[]) => Promise<void>;

  /** `write` stores the progress of participants who are still at the step in which it was told. */
  constructor(write: (rows: ProgressRow[]) => Promise<void>) {
    this.#write = write;
  }

  put(participantId: number, progress: Progress): void {
    this.#waiting.set(participantId, progress);
  }

  /** The row as it will be once everything here is written. */
  read<R extends Row>(row: R): R {
    const progress = this.#waiting.get(row.id) ?? this.#writing.get(row.id);
    return progress && belongs(progress, row) ? { ...row, ...progress } : row;
  }

  /** Writes what is here; what could not be written is kept unless there is something newer. */
  async flush(): Promise<void> {
    const group = this.#waiting;
    if (group.size === 0) return;
    this.#waiting = new Map();
    this.#writing = group;
    try {
      await this.#write([...group].map(([id, progress]) => ({ id, ...progress })));
    } catch (error) {
      for (const [id, progress] of group) if (!this.#waiting.has(id)) this.#waiting.set(id, progress);
      throw error;
    } finally {
      if (this.#writing === group) this.#writing = new Map();
    }
  }
}

function belongs(progress: Progress, row: Row): boolean {
  return (
    row.status === 'CONTRIBUTING' &&
    row.contributionStep === progress.contributionStep &&
    row.contributionStartedAt === progress.contributionStartedAt
  );
}
