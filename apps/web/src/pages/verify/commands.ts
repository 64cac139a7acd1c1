/** The commands that do the same as the checks. */
import { type Expected, expectedText } from '@brebaje/client/verify/expectation';
import type { Grade } from '@brebaje/client/verify/grade-names';
import type { Where } from '../../verifying/messages.ts';

/** One line for each; words with spaces are quoted. */
export function commandOf(
  grade: Grade,
  where: Where,
  {
    receipt,
    phase1,
    scheme,
    expected = [],
  }: {
    receipt: boolean;
    phase1: boolean;
    scheme: 'KZG' | 'GROTH16';
    expected?: readonly Expected[];
  },
): string {
  const mine = receipt ? ' --receipt receipt.json' : '';
  const held = expectWords(expected);
  if (where.kind === 'transcript') return `brebaje verify ${quoted(where.file.name)}${mine}`;
  const what = where.kind === 'given' ? 'the-archive' : quoted(`${where.server}/c/${where.slug}`);
  const circuits = scheme === 'GROTH16';
  if (grade === 'receipt') {
    const record = circuits ? `brebaje verify ${what} --quick${mine}${held}` : `brebaje log verify ${what}`;
    // Of powers everything is verified at once in an archive, and where a manifest is expected.
    if (!circuits && (where.kind === 'given' || held !== '')) return `brebaje verify ${what}${mine}${held}`;
    if (where.kind === 'given') return record;
    return receipt ? `brebaje receipt verify receipt.json --url ${what}\n${record}` : record;
  }
  if (grade === 'genesis' && circuits) {
    const from = where.kind === 'server' && phase1 ? '--with-phase1' : '--ptau powers.ptau';
    return where.kind === 'given' && phase1
      ? `brebaje verify ${what}${held}`
      : `brebaje verify ${what} ${from}${held}`;
  }
  if (grade === 'genesis' && where.kind === 'server')
    return `brebaje archive ${what} -o the-archive\nbrebaje verify the-archive${held}`;
  return `brebaje verify ${what}${grade === 'included' ? mine : ''}${held}`;
}

/** What is expected, as the command takes it; with a space before it. */
export function expectWords(expected: readonly Expected[]): string {
  return expected.map((one) => ` --expect ${expectedText(one)}`).join('');
}

const quoted = (word: string) => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
