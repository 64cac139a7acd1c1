import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../../server/rest.ts';

export type Channels = AnswerBody<'readChannels'>;

/** In which ways this server can tell people something, and of what. */
export function useChannels(): Channels | undefined {
  return useQuery({
    queryKey: ['channels'],
    queryFn: ({ signal }) => read<Channels>('/notifications/channels', signal),
    staleTime: 600_000,
  }).data;
}
