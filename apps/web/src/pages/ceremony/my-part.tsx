/** What somebody who takes part comes for, before everything else: where they stand, and the way on. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEventFeed } from '../../live/use-live.ts';
import { useMe } from '../../session/use-me.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWatched } from './ceremony-context.ts';
import { mayJoin } from './state.ts';

type Status = AnswerBody<'readParticipant'>['status'];

/** What is said, and what the link says that leads to the contribution. */
const STANDS: Record<Status, [text: TextKey, link: TextKey]> = {
  CREATED: ['ceremony.mineEnrolled', 'ceremony.mineGoOn'],
  WAITING: ['ceremony.mineWaits', 'ceremony.mineGoOn'],
  READY: ['ceremony.mineTurn', 'ceremony.mineBegin'],
  CONTRIBUTING: ['ceremony.mineWorks', 'ceremony.mineGoOn'],
  CONTRIBUTED: ['ceremony.mineNext', 'ceremony.mineGoOn'],
  DONE: ['ceremony.mineDone', 'ceremony.mineReceipt'],
  FINALIZING: ['ceremony.mineDone', 'ceremony.mineReceipt'],
  FINALIZED: ['ceremony.mineDone', 'ceremony.mineReceipt'],
  TIMEDOUT: ['ceremony.mineLost', 'ceremony.mineWhy'],
  EXHUMED: ['ceremony.mineLost', 'ceremony.mineWhy'],
};

const isDone = (status: Status) => status === 'DONE' || status.startsWith('FINALI');

export function MyPart() {
  const { t } = useTexts();
  const { ceremony, phase } = useWatched();
  const queries = useQueryClient();
  const mine = useMe().me?.participants.find(({ ceremonyId }) => ceremonyId === ceremony.id);
  useEventFeed(mine && ceremony.id, ({ data }) => {
    const { body } = data as { body?: { data?: { participant?: unknown } } };
    const about = body?.data?.participant;
    if (about === mine?.id) void queries.invalidateQueries({ queryKey: ['me'] });
  });
  if (!mine || !Object.hasOwn(STANDS, mine.status)) return null;
  const status = mine.status as Status;
  // Nothing more can come of it.
  if (!isDone(status) && !mayJoin(phase) && phase !== 'closing') return null;
  const [text, link] = STANDS[status];
  const now = status === 'READY';
  return (
    <Notice tone={now || isDone(status) ? 'good' : 'plain'} title={t(text)} live="polite">
      <p className="mt-3">
        <Link
          to="/c/$slug/contribute"
          params={{ slug: ceremony.slug }}
          className={buttonClass(now ? undefined : 'quiet')}
        >
          {t(link)}
        </Link>
      </p>
    </Notice>
  );
}
