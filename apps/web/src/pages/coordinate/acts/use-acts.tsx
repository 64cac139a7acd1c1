/** Where every page of coordinators opens the dialog of acts, and where is told what came of it. */
import { createContext, use } from 'react';
import type { QueueTarget } from '../queue/queue-dialog.tsx';
import type { ReservationTarget } from '../reservations/reservation-target.ts';
import type { Act } from './acts.ts';

/** What the dialog is about: a circuit, whoever has the turn there, or somebody anywhere. */
export interface ActTarget {
  circuit?: { id: number; slug: string; halted: boolean };
  participantId?: number | undefined;
  /** What is asked first; otherwise what is possible is shown. */
  act?: Act;
}

/** Whatever the frame has a dialog for. */
export type Target = ActTarget | ReservationTarget | QueueTarget;

export interface Acts {
  open(target: Target): void;
}

export const ActsContext = createContext<Acts | undefined>(undefined);

/** Throws outside of the frame. */
export function useActs(): Acts {
  const acts = use(ActsContext);
  if (!acts) throw new Error('useActs outside of the frame of coordinators');
  return acts;
}
