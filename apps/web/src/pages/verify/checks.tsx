/** The four checks of one ceremony, wherever its record and files are, and what they say together. */
import { expectationOf, expectedText } from '@brebaje/client/verify/expectation';
import { GRADES, type Grade } from '@brebaje/client/verify/grade-names';
import { secondsOf } from '@brebaje/client/verify/seconds-of';
import { useId, useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import type { Described, ReadReceipt, Where } from '../../verifying/messages.ts';
import { useGrades } from '../../verifying/use-grades.ts';
import { useSpeed } from '../../verifying/use-speed.ts';
import { commandOf } from './commands.ts';
import { GradeCard } from './grade-card.tsx';
import { textsOf } from './grade-texts.ts';
import { Summary } from './summary.tsx';
import type { ExpectedState } from './use-expected.ts';

export function Checks({
  where,
  described,
  what,
  receipts,
  expected: { all },
  identities = [],
  made = [],
  whole = false,
}: {
  where: Where;
  /** Undefined of a transcript alone. */
  described: Described | undefined;
  what: string;
  receipts: readonly ReadReceipt[];
  expected: ExpectedState;
  identities?: readonly string[];
  made?: readonly File[];
  /** An archive: everything is here. */
  whole?: boolean;
}) {
  const { t } = useTexts();
  const [vouched, setVouched] = useState(false);
  const scheme = described?.scheme ?? 'KZG';
  const sought = { receipt: receipts.length > 0, anybody: receipts.length + identities.length > 0 };
  const key = JSON.stringify([
    what,
    described?.server,
    receipts.map(({ kept }) => kept.signature),
    identities,
    all.map(({ one }) => expectedText(one)),
  ]);
  const expected = all.map(({ one }) => one);
  const expectation = expectationOf(expected);
  const source = where.kind === 'given' ? where.files : where.kind === 'transcript' ? where.file : undefined;
  const grades = useGrades(key, source);
  const speed = useSpeed(scheme);
  const shown = where.kind === 'transcript' ? (['chain'] as const) : GRADES;
  const phases = described?.phases ?? [];
  return (
    <div className="flex flex-col gap-4">
      {shown.map((grade, index) => (
        <GradeCard
          key={grade}
          grade={grade}
          number={index + 1}
          texts={textsOf(grade, scheme, sought)}
          cost={<Cost grade={grade} described={described} speed={speed} here={whole} />}
          command={commandOf(grade, where, {
            receipt: receipts.length > 0,
            expected,
            phase1: phases.length > 0 && phases.every(({ kept }) => kept),
            scheme,
          })}
          state={grades.stateOf(grade)}
          onStop={() => grades.stop(grade)}
          onStart={() =>
            grades.start({
              where,
              grade,
              receipts: receipts.map(({ kept }) => kept),
              identities: [...identities],
              expectation,
              made: [...made],
              vouched,
            })
          }
        >
          {grade === 'genesis' && phases.length > 0 && (
            <Phase1 phases={phases} made={made} vouched={vouched} onVouch={setVouched} />
          )}
        </GradeCard>
      ))}
      <Summary
        described={described}
        what={what}
        results={grades.results}
        shown={shown}
        titles={(grade) => textsOf(grade, scheme, sought).title}
        expectation={expectation}
      />
      <p className="sr-only" role="status">
        {Object.keys(grades.results).length === shown.length && t('verify.checks')}
      </p>
    </div>
  );
}

/** What the fourth check needs of phase 1. */
function Phase1({
  phases,
  made,
  vouched,
  onVouch,
}: {
  phases: Described['phases'];
  made: readonly File[];
  vouched: boolean;
  onVouch(vouched: boolean): void;
}) {
  const { t, rich } = useTexts();
  const id = useId();
  const code = (inner: string) => <code className="font-mono break-all">{inner}</code>;
  const hashes = [...new Set(phases.map(({ sha256 }) => sha256))];
  const missing = [...new Set(phases.filter(({ kept }) => !kept).map(({ sha256 }) => sha256))];
  return (
    <div className="flex flex-col gap-2">
      {made.length === 0 &&
        missing.map((hash) => (
          <p key={hash} className="text-warn">
            {rich('verify.phaseMissing', { code }, { hash })}
          </p>
        ))}
      {made.length > 0 && (
        <p className="text-sm">{t('verify.madeGiven', { names: made.map(({ name }) => name).join(', ') })}</p>
      )}
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={vouched}
          aria-describedby={id}
          onChange={(event) => onVouch(event.target.checked)}
          className="size-5 shrink-0 accent-accent"
        />
        {t('verify.vouch')}
      </label>
      <p id={id} className="text-sm text-soft">
        {rich('verify.vouchHint', { code }, { hash: hashes.join(', ') })}
      </p>
    </div>
  );
}

/** Longer than that the command is the better tool, seconds. */
const LONG = 900;

function Cost({
  grade,
  described,
  speed,
  here,
}: {
  grade: Grade;
  described: Described | undefined;
  speed: number | undefined;
  here: boolean;
}) {
  const { t, formats } = useTexts();
  if (!described) return null;
  const cost = described.costs[grade];
  const size = formats.size(cost.bytes);
  if (cost.points > 0 && speed === undefined) return t('verify.costMeasuring', { size });
  const seconds = speed === undefined ? 0 : secondsOf(cost, speed);
  const quick = seconds < 2;
  const time = formats.span(seconds);
  return (
    <>
      {here
        ? t(quick ? 'verify.costGivenQuick' : 'verify.costGiven', { time })
        : t(quick ? 'verify.costQuick' : 'verify.cost', { size, time })}{' '}
      {cost.withPhase1 && t('verify.costPhase')} {seconds > LONG && t('verify.costSlow')}
    </>
  );
}
