/** Where one is told of what, also when no page is open: by webhook or by e-mail. */
import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { queries, rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { CopyText } from '../../../ui/copy-text.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';
import { NewSubscription } from './new-subscription.tsx';
import { useChannels } from './use-channels.ts';

type Subscription = ItemOf<'listSubscriptions'>;

export function Subscriptions() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const path = `/subscriptions?ceremonyId=${ceremony.id}&limit=100`;
  const { data, error, refetch } = useCoordinatorQuery<{ items: Subscription[] }>(
    ceremony.id,
    'subscriptions',
    path,
  );
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const again = () =>
    void queries.invalidateQueries({ queryKey: ['coordinate', ceremony.id, 'subscriptions'] });
  function made(subscription: AnswerBody<'createSubscription'>): void {
    setAdding(false);
    setSecret(subscription.secret);
    again();
  }
  return (
    <Card title={t('subscriptions.title')}>
      <div className="flex flex-col items-start gap-3">
        <p className="text-sm text-soft">{t('subscriptions.means')}</p>
        {error && <ErrorNotice error={error} again={() => void refetch()} />}
        <ul className="w-full divide-y divide-line">
          {data?.items.map((one) => (
            <li key={one.id} className="py-3">
              <OneSubscription one={one} onChanged={again} />
            </li>
          ))}
        </ul>
        {secret !== undefined && (
          <Notice tone="warn" live="polite" title={t('subscriptions.secretTitle')}>
            <p>{t('subscriptions.secretMeans')}</p>
            <CopyText text={secret} label={t('subscriptions.secretTitle')} />
          </Notice>
        )}
        {adding ? (
          <NewSubscription onMade={made} onCancel={() => setAdding(false)} />
        ) : (
          <Button look="quiet" onClick={() => setAdding(true)}>
            {t('subscriptions.subscribe')}
          </Button>
        )}
      </div>
    </Card>
  );
}

function OneSubscription({ one, onChanged }: { one: Subscription; onChanged(): void }) {
  const { t, formats } = useTexts();
  const [busy, setBusy] = useState(false);
  const [tested, setTested] = useState(false);
  const channels = useChannels();
  const [error, setError] = useState<unknown>();
  const path = `/subscriptions/${one.id}`;
  async function call(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
    onChanged();
  }
  const test = () =>
    call(async () => {
      await rest.call({ method: 'POST', path: `${path}/test` });
      setTested(true);
    });
  const { latest } = one;
  return (
    <div className="flex flex-col gap-1">
      <p className="font-semibold">
        <bdi>{one.target}</bdi>
      </p>
      <p className="text-sm text-soft">{t(`subscriptions.form${one.form}`)}</p>
      <p className="text-sm text-soft">
        {t('subscriptions.toldOf', {
          topics: one.topics
            .map((topic) => channels?.topics.find(({ name }) => name === topic)?.means ?? topic)
            .join(' · '),
        })}
      </p>
      {!one.enabled && <p className="text-sm text-bad">{t('subscriptions.switchedOff')}</p>}
      {!one.confirmed && <p className="text-sm text-warn">{t('subscriptions.unconfirmed')}</p>}
      <p role="status" className="text-sm text-soft">
        {latest
          ? t(`subscriptions.latest${latest.state}`, { when: formats.moment(latest.at) })
          : tested
            ? t('subscriptions.tested')
            : ''}
        {latest?.error !== undefined && <span className="block text-bad">{latest.error}</span>}
      </p>
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button look="quiet" busy={busy} onClick={() => void test()}>
          {t('subscriptions.testDo')}
        </Button>
        {!one.enabled && (
          <Button
            look="quiet"
            busy={busy}
            onClick={() => void call(() => rest.call({ method: 'PATCH', path, body: { enabled: true } }))}
          >
            {t('subscriptions.switchOn')}
          </Button>
        )}
        <Button
          look="danger"
          busy={busy}
          onClick={() => void call(() => rest.call({ method: 'DELETE', path }))}
        >
          {t('subscriptions.unsubscribe')}
        </Button>
      </div>
    </div>
  );
}
