import type { CheckedCeremony } from '@brebaje/client/verify/check-ceremony';
import { CHECKS, type Finding, isOfSought } from '@brebaje/client/verify/findings';
import { POWERS_VERDICTS, VERDICTS } from '@brebaje/client/verify/verdict';
import type { Archive } from '@brebaje/protocol/archive';
import type { VerifyOptions } from '../commands/verify.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { counted, document, facts, line } from '../rest/tell.ts';
import type { Look, Shell } from '../shell.ts';

const LOOKS: Record<Finding['outcome'], Look> = { passed: 'green', failed: 'red', skipped: 'yellow' };

/** One line of what was looked at. */
export function tellFinding({ check, circuit, outcome, text }: Finding, shell: Shell): void {
  const where = circuit === undefined ? '' : ` ${line(circuit)}`;
  shell.out(`${shell.style(LOOKS[outcome], outcome.padEnd(8))}${`${check}${where}`.padEnd(28)}${line(text)}`);
}

/** The verdict in words, or as a document. Throws CommandError when something is wrong or not in it. */
export function tellVerdict(
  checked: Omit<CheckedCeremony, 'included'> & { included: readonly object[] },
  { ceremony, server }: Archive,
  what: string,
  options: VerifyOptions,
  shell: Shell,
): void {
  const { grade, finalized, manifest, log, circuits, included, findings } = checked;
  const body = {
    what,
    ceremony: ceremony.slug,
    grade,
    finalized,
    manifest,
    log,
    circuits,
    included,
    findings,
  };
  const failed = findings.filter(({ outcome }) => outcome === 'failed');
  const wrong = failed.filter(({ check }) => !isOfSought(check));
  const [first] = wrong;
  if (first) {
    const where = first.circuit === undefined ? '' : ` of ${first.circuit}`;
    throw new CommandError(
      EXIT.invalid,
      `${ceremony.slug} is NOT valid: ${first.check}${where} (${CHECKS[first.check]}): ${first.text}`,
      'do not use this result; keep the files and show them to others',
      { findings: { check: first.check, circuit: first.circuit, ...body } },
    );
  }
  const [missing] = failed;
  if (missing)
    throw new CommandError(EXIT.notIncluded, `${ceremony.slug}: ${missing.text}`, PUBLISH, {
      findings: { check: 'included', ...body },
    });
  if (options.json) {
    document(shell, body);
    return;
  }
  shell.out('');
  const words = (ceremony.scheme === 'KZG' ? POWERS_VERDICTS : VERDICTS)[grade](finalized);
  shell.out(shell.style('green', grade === 'sound' ? words + UNKNOWN : words));
  if (ceremony.test) shell.out(shell.style('yellow', 'It is a TEST: nobody should rely on its result.'));
  facts(shell, [
    ['Ceremony', `${ceremony.title} (${ceremony.slug} at ${server})`],
    ['Manifest', manifest],
    ['Log', log && `${log.events} events, the last one ${log.head}`],
    ...circuits.map(
      ({ slug, contributions }) => [slug, counted(contributions, 'contribution', 'contributions')] as const,
    ),
  ]);
  if (options.expect === undefined && manifest !== undefined)
    shell.err(
      'Compare the manifest’s hash with what contributors published: --expect <hash> does it, and whoever kept a receipt gives --receipt.\n',
    );
}

const PUBLISH = 'look again later; if it stays so, publish the receipt: it proves that it was accepted';

/** Nobody looked at the genesis. */
const UNKNOWN = ' Whether they are the circuits’, --ptau tells.';
