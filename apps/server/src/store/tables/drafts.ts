/** Circuits on their way into a ceremony: a circuit begins with its genesis, and has no row before. */
import type { Generated } from 'kysely';

export interface DraftTable {
  id: Generated<number>;
  ceremonyId: number;
  /** The circuit that came of it; null before. */
  circuitId: number | null;
  /** Place among the circuits. */
  sequence: number;
  slug: string;
  /** JSON of DraftAbout (circuits/drafts.ts): name, description, source, what is known of the phase 1. */
  about: string;
  /** JSON of DraftFiles: the blobs by what they are. Empty once there is a circuit. */
  files: string;
  state: 'FILES' | 'WORKING' | 'READY' | 'FAILED';
  /** Why it failed, in a sentence. */
  problem: string | null;
  createdAt: number;
  /** When somebody changed it last, or a byte of an upload arrived. */
  touchedAt: number;
  version: Generated<number>;
}
