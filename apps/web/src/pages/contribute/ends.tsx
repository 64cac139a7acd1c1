/** How a journey ends: well, or with an account of what happened and what can be done. */
import { keptReceiptOf } from '@brebaje/client/kept-receipt';
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { type Expected, expectFragment } from '@brebaje/client/verify/expectation';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { LostRule, WorkReceipt, WorkState } from '../../work/state.ts';
import type { Participant } from './journey.ts';
import { Notes } from './notes.tsx';
import { Receipt } from './receipt.tsx';

type Of<Phase extends WorkState['phase']> = Extract<WorkState, { phase: Phase }>;

export function DoneView({
  ceremony,
  receipts,
  participantId,
}: {
  ceremony: CeremonyBody;
  receipts: WorkReceipt[];
  participantId: number | undefined;
}) {
  const { t } = useTexts();
  return (
    <>
      {receipts.map((receipt) => (
        <Receipt
          key={`${receipt.circuit}${receipt.hash}`}
          ceremony={ceremony}
          receipt={receipt}
          participantId={participantId}
        />
      ))}
      <section className="flex flex-col gap-2">
        <h3 className="text-lg font-semibold">{t('contribute.after')}</h3>
        <p className="max-w-prose">{t('contribute.afterWhy')}</p>
        <div className="flex flex-wrap gap-3">
          <a
            className={buttonClass('quiet')}
            href={`c/${encodeURIComponent(ceremony.slug)}/verify#${expectFragment(manifestOf(ceremony, receipts))}`}
          >
            {t('contribute.checkMe')}
          </a>
          <ToCeremony ceremony={ceremony} />
        </div>
      </section>
    </>
  );
}

/** The ceremony that was contributed to: receipts of circuits name it, signed; of others the server does. */
function manifestOf({ manifestHash }: CeremonyBody, [first]: WorkReceipt[]): Expected | undefined {
  const kept = first && keptReceiptOf(first.file.text);
  const [, manifest = manifestHash] = /"manifest":"([0-9a-f]{64})"/.exec(kept?.receipt ?? '') ?? [];
  return manifest === undefined ? undefined : { manifest };
}

const RULES: Record<LostRule, TextKey> = {
  'check-in': 'contribute.lostCheckIn',
  deadline: 'contribute.lostDeadline',
  aborted: 'contribute.lostAborted',
  replaced: 'contribute.lostReplaced',
  passed: 'contribute.lostPassed',
  declined: 'contribute.lostDeclined',
  refused: 'contribute.lostRefused',
  fault: 'contribute.lostFault',
  removed: 'contribute.lostRemoved',
  unknown: 'contribute.lostUnknown',
};

/** Rules of which the server has more to say than that they were broken. */
const SAID: readonly LostRule[] = ['refused', 'fault', 'replaced', 'removed', 'unknown'];

export function LostView({
  ceremony,
  state,
  participant,
  onAgain,
}: {
  ceremony: CeremonyBody;
  state: Of<'lost'>;
  participant: Participant | undefined;
  onAgain: () => void;
}) {
  const { t, formats } = useTexts();
  const latest = participant?.infractions?.at(-1);
  return (
    <>
      <Account
        rows={[
          [t('contribute.lostRule'), t(RULES[state.rule])],
          ...(SAID.includes(state.rule) ? ([[t('contribute.lostServerSays'), state.text]] as const) : []),
          ...(latest ? ([[t('contribute.lostWhen'), formats.moment(latest.at)]] as const) : []),
          [t('contribute.lostCost'), costOf(t, formats.moment, participant)],
        ]}
      />
      {state.receipts.length > 0 && <p>{t('contribute.lostKept', { count: state.receipts.length })}</p>}
      <WhatNow ceremony={ceremony} participant={participant}>
        <Button onClick={onAgain}>{t('contribute.tryReturn')}</Button>
      </WhatNow>
      <Notes notes={state.notes} open />
      <Kept ceremony={ceremony} receipts={state.receipts} participant={participant} />
    </>
  );
}

/** Lost in an earlier run, here or elsewhere: what the server remembers of it. */
export function BarredView({ ceremony, participant }: { ceremony: CeremonyBody; participant: Participant }) {
  const { t, formats } = useTexts();
  const latest = participant.infractions?.at(-1);
  return (
    <>
      <Account
        rows={[
          ...(latest
            ? ([
                [t('contribute.lostRule'), t(ruleOf(latest.why))],
                [t('contribute.lostWhen'), formats.moment(latest.at)],
              ] as const)
            : []),
          [t('contribute.lostCost'), costOf(t, formats.moment, participant)],
        ]}
      />
      <WhatNow ceremony={ceremony} participant={participant} />
    </>
  );
}

/** The server's causes as the rules that people know. */
function ruleOf(why: string): TextKey {
  const rules: Record<string, LostRule> = {
    DEADLINE: 'deadline',
    ABORTED: 'aborted',
    REFUSED: 'refused',
    REPLACED: 'replaced',
    MISSED_CHECK_IN: 'check-in',
  };
  return RULES[rules[why] ?? 'unknown'];
}

function costOf(
  t: ReturnType<typeof useTexts>['t'],
  moment: (seconds: number) => string,
  participant: Participant | undefined,
): string {
  if (participant?.barredUntil === 'forever') return t('contribute.costForever');
  if (participant?.barredUntil !== undefined)
    return t('contribute.costUntil', { time: moment(participant.barredUntil) });
  return t(participant ? 'contribute.costNothing' : 'contribute.costUnknown');
}

function Account({ rows }: { rows: (readonly [string, string])[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 rounded-xl bg-sunken p-5 sm:grid-cols-[auto_1fr]">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="mb-1 font-medium sm:mb-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Client texts are written for commands as well: what to do here follows from what the server knows. */
function WhatNow({
  ceremony,
  participant,
  children,
}: {
  ceremony: CeremonyBody;
  participant: Participant | undefined;
  children?: ReactNode;
}) {
  const { t, formats } = useTexts();
  const { support } = ceremony.about;
  const { barredUntil, status } = participant ?? {};
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-lg font-semibold">{t('contribute.whatNow')}</h3>
      <ul className="flex max-w-prose list-disc flex-col gap-2 ps-5">
        {status === 'WAITING' && <li>{t('contribute.placeKept')}</li>}
        {typeof barredUntil === 'number' && (
          <li>{t('contribute.returnAt', { time: formats.moment(barredUntil) })}</li>
        )}
        {participant && barredUntil === undefined && status !== 'WAITING' && (
          <li>{t('contribute.enterAgain')}</li>
        )}
        <li>{t('contribute.askReadmission')}</li>
        {support !== undefined && (
          <li>
            {t('contribute.support')} <strong>{support}</strong>
          </li>
        )}
      </ul>
      <div className="flex flex-wrap gap-3">
        {children}
        <ToCeremony ceremony={ceremony} />
      </div>
    </section>
  );
}

/** What was accepted before something went wrong stays, and so do its receipts. */
function Kept({
  ceremony,
  receipts,
  participant,
}: {
  ceremony: CeremonyBody;
  receipts: WorkReceipt[];
  participant: Participant | undefined;
}) {
  return receipts.map((receipt) => (
    <Receipt key={receipt.hash} ceremony={ceremony} receipt={receipt} participantId={participant?.id} />
  ));
}

/** What to do by what stopped it: codes of the client, and of the worker. */
const FAILED_NEXT: Partial<Record<string, TextKey>> = {
  PART_MISSING: 'shell.updating',
  UNREACHABLE: 'contribute.failedUnreachable',
  SERVER_FAULT: 'contribute.failedServer',
  SIGN_IN_REFUSED: 'contribute.failedSignIn',
  SESSION_UNKNOWN: 'contribute.failedSession',
  ALREADY_CONTRIBUTED: 'contribute.failedAlready',
  LOBBY_FULL: 'contribute.failedFull',
  STATE_INVALID: 'contribute.failedState',
  OUTPUT_INVALID: 'contribute.failedOutput',
  RECEIPT_INVALID: 'contribute.failedReceipt',
  OUTCOME_UNKNOWN: 'contribute.failedOutcome',
  STORAGE_FULL: 'contribute.failedDisk',
  STORAGE_UNAVAILABLE: 'contribute.failedStorage',
};

export function FailedView({
  ceremony,
  state,
  participant,
  onAgain,
}: {
  ceremony: CeremonyBody;
  state: Of<'failed'>;
  participant: Participant | undefined;
  onAgain: () => void;
}) {
  const { t } = useTexts();
  const { support } = ceremony.about;
  return (
    <>
      <Notice tone="bad" live="assertive" title={state.message}>
        <p className="mt-1">{t(FAILED_NEXT[state.code] ?? 'contribute.failedNext')}</p>
        <p className="mt-1 text-sm text-soft">{state.serverCode || state.code}</p>
      </Notice>
      {support !== undefined && (
        <p>
          {t('contribute.support')} <strong>{support}</strong>
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        {state.code === 'PART_MISSING' ? (
          <Button onClick={() => location.reload()}>{t('shell.reload')}</Button>
        ) : (
          state.again && <Button onClick={onAgain}>{t('contribute.goOn')}</Button>
        )}
        <ToCeremony ceremony={ceremony} />
      </div>
      <Notes notes={state.notes} />
      <Kept ceremony={ceremony} receipts={state.receipts} participant={participant} />
    </>
  );
}

export function ToCeremony({ ceremony }: { ceremony: Pick<CeremonyBody, 'slug'> }) {
  const { t } = useTexts();
  return (
    <Link to="/c/$slug" params={{ slug: ceremony.slug }} className={buttonClass('quiet')}>
      {t('contribute.toCeremony')}
    </Link>
  );
}
