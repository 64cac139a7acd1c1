/** What a ceremony will mean in hours, bytes and people, and what is in its way. */
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import type { Check } from './use-check.ts';

export function Means({ check, circuits }: { check: Check; circuits: boolean }) {
  const { t, formats } = useTexts();
  const { turn, turnsPerDay, days, people, download, disk, diskFree } = check.means;
  const least = turn.basis === 'LIMIT' ? 'setup.means_perDayLeast' : 'setup.means_perDayValue';
  const rows: (readonly [string, string] | false)[] = [
    [t('setup.means_turn'), turn.seconds === undefined ? turn.words : formats.span(turn.seconds)],
    turnsPerDay !== undefined && [t('setup.means_perDay'), t(least, { count: turnsPerDay })],
    days !== undefined && [t('setup.means_days'), formats.span(days * 86_400)],
    people !== undefined && [t('setup.means_people'), formats.number(people)],
    download > 0 && [t('setup.means_receive'), formats.size(download)],
    disk > 0 && [
      t('setup.means_disk'),
      diskFree === undefined
        ? formats.size(disk)
        : t('setup.means_diskFree', { needed: formats.size(disk), free: formats.size(diskFree) }),
    ],
  ];
  return (
    <>
      <dl className="flex flex-col gap-2">
        {rows.map(
          (row) =>
            row && (
              <div key={row[0]} className="flex flex-wrap justify-between gap-x-4">
                <dt className="text-soft">{row[0]}</dt>
                <dd className="ms-auto text-end font-semibold tabular-nums">{row[1]}</dd>
              </div>
            ),
        )}
      </dl>
      {circuits && download === 0 && <p className="mt-2 text-sm text-soft">{t('setup.means_circuits')}</p>}
    </>
  );
}

/** Faults first, then warnings. `without` leaves findings out that the page says elsewhere. */
export function Findings({ check, without = [] }: { check: Check; without?: readonly string[] }) {
  const { t } = useTexts();
  const shown = check.findings.filter(({ code }) => !without.includes(code));
  const faults = shown.filter(({ level }) => level === 'FAULT');
  const warnings = shown.filter(({ level }) => level === 'WARNING');
  return (
    <div role="status" className="flex flex-col gap-3">
      {faults.length > 0 && (
        <Notice tone="bad" title={t('setup.faultsTitle', { count: faults.length })}>
          <Messages findings={faults} />
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warn" title={t('setup.warningsTitle', { count: warnings.length })}>
          <Messages findings={warnings} />
        </Notice>
      )}
      {faults.length === 0 && <p className="text-good">{t('setup.nothingInTheWay')}</p>}
    </div>
  );
}

function Messages({ findings }: { findings: Check['findings'] }) {
  return (
    <ul className="list-disc ps-5">
      {findings.map(({ code, message }) => (
        <li key={`${code} ${message}`}>{message}</li>
      ))}
    </ul>
  );
}
