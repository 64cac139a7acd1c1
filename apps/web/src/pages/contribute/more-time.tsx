import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useMutation } from '@tanstack/react-query';
import { rest } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import type { Participant } from './journey.ts';

/** Asks for what the ceremony gives whoever needs more: once in a turn, at once, and in the public record. */
export function MoreTime({
  ceremony,
  participant,
  onGiven,
}: {
  ceremony: CeremonyBody;
  participant: Participant;
  /** The new deadline, seconds since 1970. */
  onGiven: (until: number) => void;
}) {
  const { t, formats } = useTexts();
  const { moreTime, discipline } = ceremony.policy;
  const asking = useMutation({
    mutationFn: async () => {
      const path = `/participants/${participant.id}/more-time`;
      return (await rest.call<Participant>({ method: 'POST', path })).body.timeout?.expiresAt;
    },
    onSuccess: (until) => until !== undefined && onGiven(until),
  });
  if (discipline !== 'QUEUE' || moreTime === 0) return null;
  if (asking.isSuccess)
    return (
      <p role="status">
        {asking.data === undefined
          ? t('contribute.moreTimeGiven')
          : t('contribute.moreTimeUntil', { time: formats.time(asking.data) })}
      </p>
    );
  return (
    <div className="flex flex-col gap-2">
      <div>
        <Button look="quiet" busy={asking.isPending} onClick={() => asking.mutate()}>
          {t('contribute.moreTime', { span: formats.span(moreTime) })}
        </Button>
      </div>
      <p className="max-w-prose text-sm text-soft">{t('contribute.moreTimeMeans')}</p>
      {asking.error && <ErrorNotice error={asking.error} />}
    </div>
  );
}
