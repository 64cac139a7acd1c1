/** Waiting: in a lobby with odds, in a queue with a place; and always that somebody is still there. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import type { ReactNode } from 'react';
import { useLive } from '../../live/use-live.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { Waiting } from '../../work/state.ts';
import { CallMe } from './call-me.tsx';
import { roughly } from './forecast.ts';
import { GiveUp } from './give-up.tsx';
import { Pulse } from './pulse.tsx';
import { Steadiness } from './steadiness.tsx';
import { useNow } from './use-now.ts';

const WORDS: Partial<Record<Waiting['why'], readonly [title: TextKey, text: TextKey]>> = {
  paused: ['contribute.paused', 'contribute.pausedMeans'],
  full: ['contribute.full', 'contribute.fullMeans'],
  fault: ['contribute.serverFails', 'contribute.serverFailsMeans'],
  unreachable: ['contribute.unreachable', 'contribute.unreachableMeans'],
  starting: ['contribute.starting', 'contribute.startingMeans'],
};

export function WaitingView({
  ceremony,
  state,
  onStop,
  children,
}: {
  ceremony: CeremonyBody;
  state: Waiting;
  onStop: () => void;
  /** What may still be done for the contribution. */
  children?: ReactNode;
}) {
  const { t, formats } = useTexts();
  const now = useNow();
  const { snapshot, serverNow } = useLive(ceremony.id);
  const lobby = ceremony.policy.discipline === 'LOBBY';
  const said = WORDS[state.why];
  return (
    <>
      <Pulse state={state} now={now} />
      {said && (
        <Notice
          tone={state.why === 'paused' || state.why === 'starting' ? 'plain' : 'warn'}
          live="polite"
          title={t(said[0])}
        >
          <p>{t(said[1])}</p>
        </Notice>
      )}
      {state.why === 'penalty' && (
        <Notice tone="warn" live="polite" title={t('contribute.penalty')}>
          <p>
            {state.until === undefined
              ? t('contribute.penaltyForever')
              : t('contribute.penaltyUntil', { time: formats.moment(state.until / 1_000) })}
          </p>
        </Notice>
      )}
      {lobby ? (
        <Odds ceremony={ceremony} waiting={snapshot?.waiting ?? ceremony.waiting} />
      ) : (
        <Place state={state} now={now} basis={ceremony.expected.turn.words} />
      )}
      {snapshot && snapshot.turns.length > 0 && (
        <p className="text-soft">
          {t('contribute.inTurn', {
            names: formats.list(snapshot.turns.slice(0, 5).map(({ publicName }) => publicName)),
            span: formats.span(
              Math.max(0, serverNow() - Math.min(...snapshot.turns.map(({ since }) => since))),
            ),
          })}
        </p>
      )}
      {state.beforehand && (
        <div>
          <Progress
            label={t(
              state.beforehand.step === 'fetching'
                ? 'contribute.fetchingGenesis'
                : 'contribute.readingGenesis',
              { circuit: state.beforehand.circuit },
            )}
            value={
              state.beforehand.total ? Math.min(1, state.beforehand.done / state.beforehand.total) : undefined
            }
          />
          <p className="mt-1 text-sm text-soft">{t('contribute.beforehand')}</p>
        </div>
      )}
      {children}
      <CallMe ceremony={ceremony} />
      <Steadiness ceremony={ceremony} />
      <GiveUp
        title={t(lobby ? 'contribute.leaveLobby' : 'contribute.stopWaiting')}
        means={t(lobby ? leavingCosts(ceremony) : 'contribute.stopWaitingMeans')}
        stay={t('contribute.stay')}
        onDone={onStop}
      />
    </>
  );
}

/** What it costs to stop checking in. */
function leavingCosts({ policy }: CeremonyBody): TextKey {
  const costs = {
    BARRED: 'contribute.leaveLobbyBarred',
    PENALTY: 'contribute.leaveLobbyPenalty',
    NOTHING: 'contribute.leaveLobbyNothing',
  } as const;
  return costs[policy.costs.missedCheckIn];
}

/** A lobby has no order: what can be told is how likely it is, and how long that will take as a rule. */
function Odds({ ceremony, waiting }: { ceremony: CeremonyBody; waiting: number }) {
  const { t, formats } = useTexts();
  const people = Math.max(1, waiting);
  const { seconds } = ceremony.expected.turn;
  return (
    <section className="rounded-xl bg-sunken p-5">
      <p className="text-3xl font-bold tabular-nums">{t('contribute.odds', { count: people })}</p>
      <p className="mt-1 text-soft">{t('contribute.oddsMean', { count: people })}</p>
      {seconds !== undefined && (
        <p className="mt-2">
          {t(ceremony.expected.turn.basis === 'LIMIT' ? 'contribute.oddsLimit' : 'contribute.oddsTime', {
            span: formats.span(roughly(seconds * people)),
          })}
        </p>
      )}
    </section>
  );
}

function Place({ state, now, basis }: { state: Waiting; now: number; basis: string }) {
  const { t, formats } = useTexts();
  const { place, estimate, circuit } = state;
  return (
    <section className="rounded-xl bg-sunken p-5">
      {place === undefined ? (
        <p className="text-xl font-semibold">{t('contribute.entering')}</p>
      ) : (
        <p className="text-3xl font-bold tabular-nums">
          {place === 1 ? t('contribute.next') : t('contribute.place', { place: formats.number(place) })}
        </p>
      )}
      {circuit && circuit.of > 1 && (
        <p className="mt-1 text-soft">
          {t('contribute.circuitOf', { circuit: circuit.slug, number: circuit.number, of: circuit.of })}
        </p>
      )}
      {estimate && (
        <p className="mt-2">
          {t('contribute.estimate', {
            span: formats.span(roughly(estimate.seconds)),
            time: formats.time(now / 1_000 + estimate.seconds),
          })}{' '}
          <span className="text-soft">{t('contribute.estimateBasis', { basis })}</span>
        </p>
      )}
    </section>
  );
}
