/** What needs a human, what to do about it, and how to be woken for it. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLive } from '../../../live/use-live.ts';
import { ALARM, chime } from '../../../sound/chime.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useActs } from '../acts/use-acts.tsx';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';
import { alertKey, severityOf } from './severity.ts';
import { Subscriptions } from './subscriptions.tsx';
import { setAlarmChoice, useAlarmChoice } from './use-alarm.ts';
import { type Alert, useAlerts } from './use-alerts.ts';

const TONES = { now: 'bad', soon: 'warn', note: 'plain' } as const;

export function AlertsPage() {
  const { t } = useTexts();
  const { data, error, refetch } = useAlerts();
  return (
    <CoordinatePage title={t('board.tabAlerts')}>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <div className="grid items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <section aria-labelledby="needs" className="flex flex-col gap-3">
          <h2 id="needs" className="text-lg font-semibold">
            {t('board.needs')}
          </h2>
          {data?.items.length === 0 && (
            <Notice tone="good" title={t('board.alertsNone')}>
              <p>{t('board.alertsNoneMore')}</p>
            </Notice>
          )}
          <ul className="flex flex-col gap-3">
            {data?.items.map((item) => (
              <li key={alertKey(item)}>
                <OneAlert item={item} />
              </li>
            ))}
          </ul>
        </section>
        <div className="flex flex-col gap-4">
          <Alarm />
          <Subscriptions />
        </div>
      </div>
    </CoordinatePage>
  );
}

function OneAlert({ item }: { item: Alert }) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const { serverNow } = useLive(ceremony.id);
  return (
    <Notice tone={TONES[severityOf(item)]} title={<bdi>{item.sentence}</bdi>}>
      <p className="mt-1">{item.next}</p>
      <p className="mt-2 flex flex-wrap items-center gap-x-4 text-sm">
        <span className="text-soft">
          {t('board.alertSince', { when: formats.relative(item.since, serverNow()) })}
        </span>
        <Remedy item={item} />
      </p>
    </Notice>
  );
}

/** The way to what solves it. */
function Remedy({ item: { code, circuitId, participantId } }: { item: Alert }) {
  const { t } = useTexts();
  const { open } = useActs();
  const { slug, circuits } = useCoordinated().ceremony;
  const circuit = circuits.find(({ id }) => id === circuitId);
  const button = 'min-h-11 font-semibold text-accent underline';
  const link = 'inline-flex min-h-11 items-center font-semibold';
  if (code === 'CIRCUIT_HALTED' && circuit)
    return (
      <button
        type="button"
        className={button}
        onClick={() => open({ circuit: { id: circuit.id, slug: circuit.slug, halted: true }, act: 'resume' })}
      >
        {t('board.resume')}
      </button>
    );
  if (code === 'VERIFICATION_HANGS' && participantId !== undefined)
    return (
      <button type="button" className={button} onClick={() => open({ participantId, act: 'timeout' })}>
        {t('board.timeout')}
      </button>
    );
  if (participantId !== undefined)
    return (
      <Link
        to="/c/$slug/coordinate/people"
        params={{ slug }}
        search={{ person: participantId }}
        className={link}
      >
        {t('board.seePerson')}
      </Link>
    );
  if (code === 'RESULT_WAITS' || code === 'RESULT_FAILED')
    return (
      <Link to="/c/$slug/coordinate/setup" params={{ slug }} className={link}>
        {t('setup.tab')}
      </Link>
    );
  if (code === 'NOBODY_PRESENT')
    return (
      <Link
        to="/c/$slug/coordinate/people"
        params={{ slug }}
        search={{ group: 'waiting', ...(circuitId === undefined ? {} : { circuit: circuitId }) }}
        className={link}
      >
        {t('board.seeWaiting')}
      </Link>
    );
  return null;
}

function Alarm() {
  const { t } = useTexts();
  const choice = useAlarmChoice();
  const [denied, setDenied] = useState(false);
  async function notify(wanted: boolean): Promise<void> {
    const allowed = !wanted || (await Notification.requestPermission()) === 'granted';
    setDenied(!allowed);
    setAlarmChoice({ ...choice, notification: wanted && allowed });
  }
  return (
    <Card title={t('board.alarm')}>
      <p className="text-sm text-soft">{t('board.alarmMeans')}</p>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={choice.sound}
          onChange={(event) => {
            setAlarmChoice({ ...choice, sound: event.target.checked });
            if (event.target.checked) chime(ALARM);
          }}
        />
        {t('board.alarmSound')}
      </label>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={choice.notification}
          onChange={(event) => void notify(event.target.checked)}
        />
        {t('board.alarmNotification')}
      </label>
      {denied && <p className="text-warn">{t('board.alarmDenied')}</p>}
    </Card>
  );
}
