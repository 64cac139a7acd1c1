/** What needs a human in the ceremony that is coordinated. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import type { UseQueryResult } from '@tanstack/react-query';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';

export type Alert = AnswerBody<'readAttention'>['items'][number];

/** Asked also while nobody looks at the page: that is when an alarm is for. */
export function useAlerts(): UseQueryResult<{ items: Alert[] }> {
  const { id } = useCoordinated().ceremony;
  return useCoordinatorQuery<{ items: Alert[] }>(id, 'attention', `/ceremonies/${id}/attention`, {
    every: 20_000,
    unseen: true,
  });
}
