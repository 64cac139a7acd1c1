/** The commands that do the same as the checks. */
import type { Grade } from '@brebaje/client/verify/grade-names';
import type { Where } from '../../verifying/messages.ts';

/** One line for each; words with spaces are quoted. */
export function commandOf(
  grade: Grade,
  where: Where,
  { receipt, phase1, scheme }: { receipt: boolean; phase1: boolean; scheme: 'KZG' | 'GROTH16' },
): string {
  const mine = receipt ? ' --receipt receipt.json' : '';
  if (where.kind === 'transcript') return `brebaje verify ${quoted(where.file.name)}${mine}`;
  const what = where.kind === 'given' ? 'the-archive' : quoted(`${where.server}/c/${where.slug}`);
  const circuits = scheme === 'GROTH16';
  if (grade === 'receipt') {
    const record = circuits ? `brebaje verify ${what} --quick${mine}` : `brebaje log verify ${what}`;
    // Of an archive of powers everything is verified at once.
    if (where.kind === 'given') return circuits ? record : `brebaje verify ${what}${mine}`;
    return receipt ? `brebaje receipt verify receipt.json --url ${what}\n${record}` : record;
  }
  if (grade === 'genesis' && circuits) {
    const from = where.kind === 'server' && phase1 ? '--with-phase1' : '--ptau powers.ptau';
    return where.kind === 'given' && phase1 ? `brebaje verify ${what}` : `brebaje verify ${what} ${from}`;
  }
  if (grade === 'genesis' && where.kind === 'server')
    return `brebaje archive ${what} -o the-archive\nbrebaje verify the-archive`;
  return `brebaje verify ${what}${grade === 'included' ? mine : ''}`;
}

const quoted = (word: string) => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
