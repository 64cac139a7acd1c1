/** The journey from a link to a receipt, one screen at a time. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { type ReactNode, useEffect, useRef } from 'react';
import { SignIn } from '../../session/sign-in.tsx';
import { type Me, nameOf, signOut } from '../../session/use-me.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { UseContribution } from '../../work/use-contribution.ts';
import { Away, DoneBefore, Elsewhere, Resumable } from './again.tsx';
import { AtAGlance, Early, NotEligible, Over } from './before.tsx';
import { BarredView, DoneView, FailedView, LostView } from './ends.tsx';
import { Join } from './join.tsx';
import { type Eligibility, type Participant, type Stage as StageName, stageOf, stepOf } from './journey.ts';
import { useLeaveWarning } from './leave-warning.ts';
import { Prepare } from './prepare.tsx';
import { call } from './signals.ts';
import { signerOf } from './signer.ts';
import { Stage } from './stage.tsx';
import { Stepper } from './stepper.tsx';
import { useTabSign, useTabTitle } from './tab-sign.ts';
import { TurnView } from './turn-view.tsx';
import { WaitingView } from './waiting.tsx';
import { SignatureMeanwhile } from './wallet-signature.tsx';

export interface Journey {
  ceremony: CeremonyBody;
  me: Me | null | undefined;
  eligibility: Eligibility | undefined;
  participant: Participant | undefined;
  /** What goes on in this browser. */
  work: UseContribution;
  /** Asks the server anew where the person stands. */
  refresh(): void;
}

const TITLES: Record<Exclude<StageName, 'loading'>, TextKey> = {
  over: 'contribute.over',
  'sign-in': 'contribute.signIn',
  'not-eligible': 'contribute.notEligible',
  join: 'contribute.joinTitle',
  early: 'contribute.early',
  prepare: 'contribute.prepare',
  resumable: 'contribute.resumable',
  elsewhere: 'contribute.elsewhere',
  away: 'contribute.away',
  waiting: 'contribute.waiting',
  working: 'contribute.working',
  done: 'contribute.done',
  'done-before': 'contribute.doneBefore',
  lost: 'contribute.lost',
  barred: 'contribute.lost',
  failed: 'contribute.failed',
};

export function JourneyView(journey: Journey) {
  const { t } = useTexts();
  const { ceremony, me, work } = journey;
  const stage = stageOf({ ...journey, work: work.state }, Date.now() / 1_000);
  const moved = useMoved(stage);
  useSigns(journey, stage);
  if (stage === 'loading') return <p className="text-soft">{t('shell.loading')}</p>;
  const lead = leadOf(stage);
  const name = me ? nameOf(me) : undefined;
  return (
    <>
      {ceremony.test && <Notice tone="warn" title={t('contribute.test')} />}
      <Stepper at={stepOf(stage)} />
      <Stage key={stage} title={t(TITLES[stage])} lead={lead && t(lead)} moved={moved}>
        <Screen stage={stage} {...journey} />
      </Stage>
      {me && (
        <p className="flex flex-wrap items-center gap-x-4 text-sm text-soft">
          {name === undefined ? t('session.signedInByLink') : t('session.signedInAs', { name })}
          {(stage === 'join' ||
            stage === 'prepare' ||
            stage === 'not-eligible' ||
            stage === 'done-before') && (
            <button type="button" className="min-h-11 text-accent underline" onClick={() => void signOut()}>
              {t('session.signOut')}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function leadOf(stage: StageName): TextKey | undefined {
  const leads: Partial<Record<StageName, TextKey>> = {
    'sign-in': 'contribute.signInLead',
    join: 'contribute.joinLead',
    prepare: 'contribute.prepareLead',
    waiting: 'contribute.waitingLead',
    working: 'contribute.workingLead',
    done: 'contribute.doneLead',
    'done-before': 'contribute.doneBeforeLead',
    lost: 'contribute.lostLead',
    barred: 'contribute.lostLead',
    resumable: 'contribute.resumableLead',
    elsewhere: 'contribute.elsewhereLead',
    away: 'contribute.awayLead',
  };
  return leads[stage];
}

function Screen({
  stage,
  ceremony,
  me,
  eligibility,
  participant,
  work,
  refresh,
}: Journey & { stage: Exclude<StageName, 'loading'> }): ReactNode {
  const { state } = work;
  switch (stage) {
    case 'over':
      return <Over ceremony={ceremony} />;
    case 'sign-in':
      return (
        <>
          <AtAGlance ceremony={ceremony} />
          <SignIn
            providers={ceremony.eligibility.providers}
            invited={ceremony.eligibility.who === 'INVITED'}
          />
        </>
      );
    case 'not-eligible':
      return <NotEligible ceremony={ceremony} may={eligibility!} />;
    case 'join':
      return <Join ceremony={ceremony} me={me!} may={eligibility!} />;
    case 'early':
      return <Early ceremony={ceremony} />;
    case 'prepare':
      return <Prepare ceremony={ceremony} me={me} publicName={participant!.publicName} work={work} />;
    case 'resumable':
      return <Resumable ceremony={ceremony} me={me} work={work} participant={participant} />;
    case 'elsewhere':
      return <Elsewhere work={work} />;
    case 'away':
      return <Away work={work} />;
    case 'done-before':
      return <DoneBefore ceremony={ceremony} participant={participant!} />;
    case 'barred':
      return <BarredView ceremony={ceremony} participant={participant!} />;
    default:
      break;
  }
  switch (state.phase) {
    case 'waiting':
      return (
        <WaitingView ceremony={ceremony} state={state} onStop={() => work.stop({ giveUp: true })}>
          <SignatureMeanwhile
            signature={state.signature}
            signer={signerOf(ceremony, me)}
            signing={work.signing}
          />
        </WaitingView>
      );
    case 'working':
      return (
        <TurnView
          key={state.turnSince}
          {...{ ceremony, participant, state }}
          onGiveUp={() => work.stop({ giveUp: true })}
        />
      );
    case 'done':
      return <DoneView ceremony={ceremony} receipts={state.receipts} participantId={participant?.id} />;
    case 'lost':
      return (
        <LostView
          {...{ ceremony, state, participant }}
          onAgain={() => {
            work.dismiss();
            refresh();
          }}
        />
      );
    case 'failed':
      return <FailedView {...{ ceremony, state, participant }} onAgain={() => work.resume()} />;
    default:
      return null;
  }
}

/** Whether another screen came before this one. */
function useMoved(stage: StageName): boolean {
  const first = useRef<StageName>(undefined);
  if (first.current === undefined && stage !== 'loading') first.current = stage;
  const moved = useRef(false);
  if (first.current !== undefined && stage !== first.current) moved.current = true;
  return moved.current;
}

/** Calls whoever looks elsewhere, and asks before work would be lost. */
function useSigns({ ceremony, work }: Journey, stage: StageName): void {
  const { t } = useTexts();
  const { state } = work;
  const inTurn = stage === 'working';
  const mark = inTurn
    ? '●'
    : stage === 'done'
      ? '✓'
      : stage === 'lost' || stage === 'failed'
        ? '!'
        : undefined;
  const words = inTurn ? 'tabTurn' : stage === 'done' ? 'tabDone' : 'tabTrouble';
  const standing =
    mark !== undefined
      ? `${mark} ${t(`contribute.${words}`)}`
      : stage === 'loading'
        ? undefined
        : t(TITLES[stage]);
  useTabTitle(
    standing && `${standing} · ${t('contribute.title', { title: ceremony.title })} · ${t('shell.name')}`,
  );
  useTabSign(mark);
  const before = useRef(stage);
  useEffect(() => {
    if (before.current !== stage && (before.current === 'waiting' || before.current === 'working')) {
      if (stage === 'working') call(t('contribute.tabTurn'), ceremony.title);
      if (stage === 'done') call(t('contribute.tabDone'), ceremony.title);
      if (stage === 'lost' || stage === 'failed') call(t('contribute.tabTrouble'), ceremony.title);
    }
    before.current = stage;
  }, [stage, ceremony.title, t]);
  // Finished work and places in a queue survive a reload; a secret that is being used does not, nor does a lobby.
  const losable =
    (state.phase === 'working' && (state.step === 'DOWNLOADING' || state.step === 'COMPUTING')) ||
    (state.phase === 'waiting' &&
      ceremony.policy.costs.missedCheckIn === 'BARRED' &&
      state.lastCheckIn !== undefined);
  useLeaveWarning(losable);
}
