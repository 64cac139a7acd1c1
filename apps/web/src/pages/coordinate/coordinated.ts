/** The ceremony that a page of coordinators is about, and who looks at it. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { createContext, use } from 'react';
import type { Me } from '../../session/use-me.ts';

export interface Coordinated {
  readonly ceremony: CeremonyBody;
  readonly me: Me;
}

export const CoordinatedContext = createContext<Coordinated | undefined>(undefined);

/** Throws outside of the frame, which lets nobody in who may not coordinate. */
export function useCoordinated(): Coordinated {
  const found = use(CoordinatedContext);
  if (!found) throw new Error('useCoordinated outside of the frame of coordinators');
  return found;
}

/** Whether somebody may coordinate a ceremony of this project. The server asks again at every act. */
export function mayCoordinate(me: Me, projectId: number): boolean {
  return me.user.role === 'operator' || me.projects.some(({ id }) => id === projectId);
}
