/** Ways to be called when it is one's turn: a sound, a notification, e-mail. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { read, rest } from '../../server/rest.ts';
import { chime, TURN } from '../../sound/chime.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../ui/input.ts';
import { askForNotifications, setSound, useSignals } from './signals.ts';

export function CallMe({ ceremony }: { ceremony: CeremonyBody }) {
  const { t } = useTexts();
  const id = useId();
  const { sound, notifications } = useSignals();
  const test = () => {
    chime(TURN);
  };
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h3 id={id} className="text-lg font-semibold">
        {t('contribute.callMe')}
      </h3>
      <p className="max-w-prose text-soft">{t('contribute.callMeWhy')}</p>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-5 accent-accent"
            checked={sound}
            onChange={(event) => setSound(event.target.checked)}
          />
          {t('contribute.sound')}
        </label>
        <Button look="quiet" onClick={test}>
          {t('contribute.soundTest')}
        </Button>
      </div>
      {notifications === 'default' && (
        <p>
          <Button look="quiet" onClick={() => void askForNotifications()}>
            {t('contribute.notify')}
          </Button>
        </p>
      )}
      {notifications === 'granted' && <p className="text-soft">{t('contribute.notifyOn')}</p>}
      {notifications === 'denied' && <p className="text-soft">{t('contribute.notifyDenied')}</p>}
      <Mail ceremony={ceremony} />
    </section>
  );
}

function Mail({ ceremony }: { ceremony: CeremonyBody }) {
  const { t } = useTexts();
  const id = useId();
  const [address, setAddress] = useState('');
  const { data } = useQuery({
    queryKey: ['channels'],
    queryFn: ({ signal }) => read<{ email: boolean }>('/notifications/channels', signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const asking = useMutation({
    mutationFn: () =>
      rest.call({
        method: 'POST',
        path: '/subscriptions',
        body: {
          ceremonyId: ceremony.id,
          kind: 'EMAIL',
          target: address.trim(),
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      }),
  });
  if (!data?.email) return null;
  if (asking.isSuccess) return <p role="status">{t('contribute.mailSent', { address: address.trim() })}</p>;
  const ask = (event: FormEvent) => {
    event.preventDefault();
    asking.mutate();
  };
  return (
    <form onSubmit={ask} className="flex max-w-prose flex-col gap-1">
      <label htmlFor={id} className={LABEL}>
        {t('contribute.mail')}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          type="email"
          required
          maxLength={254}
          autoComplete="email"
          className={`${INPUT} min-w-52 flex-1`}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <Button type="submit" look="quiet" busy={asking.isPending}>
          {t('contribute.mailAsk')}
        </Button>
      </div>
      <p className="text-sm text-soft">{t('contribute.mailHow')}</p>
      {asking.error && <ErrorNotice error={asking.error} />}
    </form>
  );
}
