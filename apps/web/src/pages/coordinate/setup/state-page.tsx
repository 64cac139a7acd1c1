/** Where a ceremony stands, what is next, and how it is moved on. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { CopyText } from '../../../ui/copy-text.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { Findings, Means } from './form/means.tsx';
import { BUTTONS, MoveDialog } from './move-dialog.tsx';
import { MOVES, type Move, movesOf } from './moves.ts';
import { ResultCard } from './result/result-card.tsx';
import { StatusBadge } from './status-badge.tsx';

export function StatePage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const navigate = useNavigate();
  const [move, setMove] = useState<Move>();
  const { status } = ceremony;
  const running = status === 'SCHEDULED' || status === 'OPENED' || status === 'PAUSED';
  const check = useQuery({
    queryKey: ['coordinate', ceremony.id, 'check'],
    enabled: running,
    queryFn: ({ signal }) => read<AnswerBody<'checkCeremony'>>(`/ceremonies/${ceremony.id}/check`, signal),
  });
  // Nothing is next any more.
  const over = status === 'CANCELED' || status === 'FINALIZED';
  const ready = status !== 'SCHEDULED' || check.data?.ready === true;
  return (
    <>
      <Card
        title={t('setup.partState')}
        action={
          <Link to="/c/$slug" params={{ slug: ceremony.slug }} className={buttonClass('quiet')}>
            {t('setup.preview')}
          </Link>
        }
      >
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center gap-3">
            <StatusBadge status={status} />
            <Since ceremony={ceremony} />
          </div>
          <div className="flex flex-wrap items-center gap-3">
            {movesOf(ceremony).map((one, index) => (
              <Button
                key={one}
                look={MOVES[one].danger ? 'danger' : index === 0 && !over ? 'primary' : 'quiet'}
                disabled={one === 'open' && !ready}
                onClick={() => setMove(one)}
              >
                {t(BUTTONS[one])}
              </Button>
            ))}
            {!ready && check.data && <span className="text-sm text-soft">{t('setup.notReady')}</span>}
          </div>
          {ceremony.manifestHash !== undefined && (
            <div>
              <p className="font-semibold">{t('setup.manifest')}</p>
              <p className="text-sm text-soft">{t('setup.manifestHint')}</p>
              <CopyText text={ceremony.manifestHash} label={t('setup.manifest')} />
            </div>
          )}
        </div>
      </Card>
      {status === 'SCHEDULED' && <Steps ceremony={ceremony} />}
      {running && (
        <Card title={t('setup.meansTitle')}>
          {check.error && <ErrorNotice error={check.error} again={() => void check.refetch()} />}
          {check.data && (
            <div className="grid gap-6 md:grid-cols-2">
              <div>
                <Means check={check.data} circuits={false} />
              </div>
              {status === 'SCHEDULED' && <Findings check={check.data} />}
            </div>
          )}
        </Card>
      )}
      {(status === 'CLOSED' || status === 'FINALIZED') && <ResultCard ceremony={ceremony} />}
      {move && (
        <MoveDialog
          move={move}
          ceremony={ceremony}
          onClose={() => setMove(undefined)}
          onDone={() => {
            if (move === 'remove') void navigate({ to: '/app/coordinate' });
          }}
        />
      )}
    </>
  );
}

/** Since when it is as it is, and what comes by itself. */
function Since({ ceremony }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const { status, opensAt, closesAt, openedAt, pausedAt, closedAt, canceledAt, finalizedAt } = ceremony;
  const inside = Object.entries(ceremony.participants)
    .filter(([name]) => ['WAITING', 'READY', 'CONTRIBUTING'].includes(name))
    .reduce((sum, [, count]) => sum + count, 0);
  const says = (key: Parameters<typeof t>[0], at: number | undefined) =>
    at === undefined ? [] : [t(key, { when: formats.moment(at) })];
  const said = {
    SCHEDULED: says('setup.opensItself', opensAt),
    OPENED: says('setup.openedSince', openedAt),
    PAUSED: says('setup.pausedSince', pausedAt),
    CLOSED: [
      ...says('setup.closedSince', closedAt),
      ceremony.drained
        ? t('setup.drained')
        : inside > 0
          ? t('setup.draining', { count: inside })
          : t('setup.drainingSome'),
    ],
    CANCELED: says('setup.canceledSince', canceledAt),
    FINALIZED: says('setup.finalizedSince', finalizedAt),
  }[status];
  const closes = status === 'OPENED' || status === 'SCHEDULED' ? says('setup.closesItself', closesAt) : [];
  return <p className="text-soft">{[...said, ...closes].join(' ')}</p>;
}

/** From here to an open ceremony. */
function Steps({ ceremony }: { ceremony: CeremonyBody }) {
  const { t } = useTexts();
  const { data: invited } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'anybody-invited'],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listInvitations'>>(`/ceremonies/${ceremony.id}/invitations?limit=1`, signal),
  });
  const params = { slug: ceremony.slug };
  const steps = [
    ...(ceremony.scheme === 'GROTH16'
      ? [
          {
            step: 'circuits',
            to: '/c/$slug/coordinate/setup/circuits',
            done: ceremony.circuits.length > 0,
          } as const,
        ]
      : []),
    {
      step: 'invite',
      to: '/c/$slug/coordinate/setup/invitations',
      done: (invited?.items.length ?? 0) > 0,
    } as const,
    { step: 'rules', to: '/c/$slug/coordinate/setup/rules', done: false } as const,
  ];
  return (
    <Card title={t('setup.stepsTitle')}>
      <ol className="flex flex-col gap-3">
        {steps.map(({ step, to, done }, index) => (
          <li key={step} className="flex gap-3">
            <span
              aria-hidden="true"
              className={`mt-0.5 grid size-7 shrink-0 place-items-center rounded-full border text-sm font-semibold ${done ? 'border-good bg-accent-soft text-good' : 'border-line text-soft'}`}
            >
              {done ? '✓' : index + 1}
            </span>
            <span>
              <Link to={to} params={params} className="font-semibold">
                {t(`setup.step_${step}`)}
              </Link>
              <span className="block text-sm text-soft">{t(`setup.step_${step}Hint`)}</span>
            </span>
          </li>
        ))}
        <li className="flex gap-3">
          <span
            aria-hidden="true"
            className="mt-0.5 grid size-7 shrink-0 place-items-center rounded-full border border-line text-sm font-semibold text-soft"
          >
            {steps.length + 1}
          </span>
          <span>
            <span className="font-semibold">{t('setup.step_open')}</span>
            <span className="block text-sm text-soft">{t('setup.step_openHint')}</span>
          </span>
        </li>
      </ol>
    </Card>
  );
}
