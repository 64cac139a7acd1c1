import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { type FormEvent, useId, useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../../ui/input.ts';
import { useCoordinated } from '../coordinated.ts';
import { type Channels, useChannels } from './use-channels.ts';

type Form = 'EMAIL' | Channels['webhook'][number];

/** What those who coordinate are told of, whether or not somebody wants to be told of every contribution. */
const USUAL: readonly string[] = ['attention', 'turn.timedout', 'contribution.refused'];

export function NewSubscription({
  onMade,
  onCancel,
}: {
  onMade(made: AnswerBody<'createSubscription'>): void;
  onCancel(): void;
}) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const id = useId();
  const data = useChannels();
  const [chosen, setChosen] = useState<Form>();
  const [topics, setTopics] = useState<readonly string[]>(USUAL);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (!data) return <p className="text-soft">{t('shell.loading')}</p>;
  const forms: Form[] = [...(data.email ? (['EMAIL'] as const) : []), ...data.webhook];
  const form = chosen ?? forms[0]!;
  const offered = data.topics.filter(({ to }) => to.some((whom) => whom !== 'person'));

  async function subscribe(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const target = String(new FormData(event.currentTarget).get('target')).trim();
    setBusy(true);
    setError(undefined);
    try {
      const how = form === 'EMAIL' ? { kind: 'EMAIL' } : { kind: 'WEBHOOK', form };
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const body = { ceremonyId: ceremony.id, ...how, target, topics, timeZone };
      onMade(
        (await rest.call<AnswerBody<'createSubscription'>>({ method: 'POST', path: '/subscriptions', body }))
          .body,
      );
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  }

  return (
    <form
      className="flex flex-col gap-3 border-t border-line pt-3"
      onSubmit={(event) => void subscribe(event)}
    >
      <div className="flex flex-col gap-1">
        <label className={LABEL} htmlFor={`${id}-form`}>
          {t('subscriptions.channel')}
        </label>
        <select
          id={`${id}-form`}
          className={INPUT}
          value={form}
          onChange={(event) => setChosen(event.target.value as Form)}
        >
          {forms.map((one) => (
            <option key={one} value={one}>
              {t(`subscriptions.form${one === 'EMAIL' ? 'TEXT' : one}`)}
            </option>
          ))}
        </select>
        {!data.email && <p className="text-sm text-soft">{t('subscriptions.noMail')}</p>}
      </div>
      <div className="flex flex-col gap-1">
        <label className={LABEL} htmlFor={`${id}-target`}>
          {t(form === 'EMAIL' ? 'subscriptions.targetMail' : 'subscriptions.targetUrl')}
        </label>
        <input
          id={`${id}-target`}
          name="target"
          className={INPUT}
          type={form === 'EMAIL' ? 'email' : 'url'}
          required
          maxLength={1024}
          autoComplete="off"
        />
      </div>
      <fieldset>
        <legend className={LABEL}>{t('subscriptions.topics')}</legend>
        {offered.map(({ name, means }) => (
          <label key={name} className="flex min-h-11 items-center gap-3">
            <input
              type="checkbox"
              className="size-5 shrink-0 accent-accent"
              checked={topics.includes(name)}
              onChange={(event) =>
                setTopics(event.target.checked ? [...topics, name] : topics.filter((one) => one !== name))
              }
            />
            {means}
          </label>
        ))}
      </fieldset>
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onCancel}>
          {t('board.cancel')}
        </Button>
        <Button type="submit" busy={busy} disabled={topics.length === 0}>
          {t('subscriptions.subscribeDo')}
        </Button>
      </div>
    </form>
  );
}
