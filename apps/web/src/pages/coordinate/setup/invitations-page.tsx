/** Whom a ceremony expects: links for one and for many, the roster, turns that are kept for somebody. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read, rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { ReservedTurns } from '../reservations/reserved-turns.tsx';
import { InviteMany } from './invite/invite-many.tsx';
import { InviteOne } from './invite/invite-one.tsx';
import { Roster } from './invite/roster.tsx';
import type { Invited } from './invite/roster-file.ts';

/** As many as one file of a roster may have. */
const MOST = 5_000;

export function InvitationsPage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { id, status, scheme } = ceremony;
  const roster = useQuery({
    queryKey: ['coordinate', id, 'roster'],
    async queryFn({ signal }) {
      const people: Invited[] = [];
      for await (const one of rest.all<Invited>(`/ceremonies/${id}/invitations`, { most: MOST, signal }))
        people.push(one);
      return people;
    },
  });
  const channels = useQuery({
    queryKey: ['channels'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => read<AnswerBody<'readChannels'>>('/notifications/channels', signal),
  });
  const mail = channels.data?.email ?? false;
  const over = status === 'CLOSED' || status === 'CANCELED' || status === 'FINALIZED';
  return (
    <>
      <p className="text-soft">{t('setupInvite.lead')}</p>
      {!over && (
        <>
          <InviteOne ceremony={ceremony} mail={mail} />
          <InviteMany
            ceremonyId={id}
            mail={mail}
            unsent={roster.data?.filter(({ state }) => state === 'UNSENT').length ?? 0}
          />
        </>
      )}
      {roster.error && <ErrorNotice error={roster.error} again={() => void roster.refetch()} />}
      {roster.data && <Roster people={roster.data} mail={mail} />}
      {scheme === 'GROTH16' && !over && <ReservedTurns />}
    </>
  );
}
