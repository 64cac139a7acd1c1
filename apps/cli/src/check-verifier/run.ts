import { readFile, stat } from 'node:fs/promises';
import { checkVerifier, type VerifierReport } from '@brebaje/groth16/export/check-verifier';
import type { ExpectedKey } from '@brebaje/groth16/export/expected-key';
import { parseVerificationKey } from '@brebaje/groth16/export/parse-verification-key';
import { verificationKey } from '@brebaje/groth16/export/verification-key';
import { CommandError } from '../exit-codes.ts';
import { document, facts } from '../rest/tell.ts';
import { VERDICT_EXITS } from '../setup-files/endings.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';

export interface CheckVerifierOptions extends FileOptions {
  vkey?: string[];
  zkey?: string[];
  ceremony?: string;
}

/** Keys of thousands of public inputs have less. */
const MOST_BYTES = 16 << 20;

const FORMS = {
  key: 'a verification key',
  source: 'the source of a contract',
  code: 'the code of a contract',
} as const;

/** `brebaje check-verifier`. Exit codes 0, 1 and 2 are the answer. */
export function runCheckVerifier(path: string, options: CheckVerifierOptions, shell: Shell): Promise<void> {
  const judge = async (bench: Workbench) => {
    const content = path === '-' ? await shell.readInput() : await readText(path);
    const engines = new Map<string, ReturnType<Workbench['engine']>>();
    const engine = (curve: Parameters<Workbench['engine']>[0]) => {
      const started = engines.get(curve) ?? bench.engine(curve);
      engines.set(curve, started);
      return started;
    };
    const expected = await expectedKeys(bench, engine, options);
    const report = await named(path, () =>
      checkVerifier(content, { engine, ...(expected.length === 0 ? {} : { expected }) }),
    );
    tell(bench, path, report, options);
  };
  return atWorkbench(shell, options, judge, VERDICT_EXITS);
}

async function expectedKeys(
  bench: Workbench,
  engine: (curve: Parameters<Workbench['engine']>[0]) => ReturnType<Workbench['engine']>,
  { vkey = [], zkey = [], ceremony }: CheckVerifierOptions,
): Promise<ExpectedKey[]> {
  const keys: ExpectedKey[] = [];
  for (const path of vkey) {
    const text = await readText(path);
    keys.push({ name: path, key: await named(path, async () => parseVerificationKey(text)) });
  }
  for (const path of zkey) {
    const file = await bench.zkey(path);
    const key = await named(path, async () => verificationKey(await engine(file.header.curve), file));
    keys.push({ name: path, key });
  }
  if (ceremony !== undefined) {
    // Whoever names files loads nothing that speaks to a network.
    const { ceremonyKeys } = await import('./ceremony-keys.ts');
    keys.push(...(await ceremonyKeys(ceremony, bench.shell)));
  }
  return keys;
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MOST_BYTES)
    throw new CommandError(
      VERDICT_EXITS.unusable,
      `${path} is too large for a verifier: is it the right file?`,
    );
  return readFile(path, 'utf8');
}

function tell(
  { shell, line, notes }: Workbench,
  path: string,
  { ok, form, curve, findings, same }: VerifierReport,
  { json }: FileOptions,
): void {
  line.clear();
  const found = { file: path, form, curve, findings, sameAs: same, notes };
  if (ok && json) {
    document(shell, found);
    return;
  }
  const bad = findings.filter(({ code }) => code !== 'delta-differs' && code !== 'same-key');
  if (!json) {
    facts(shell, [
      ['Checked', path === '-' ? FORMS[form] : `${path}, ${FORMS[form]}`],
      ['Curve', bad.some(({ code }) => code === 'no-key') ? undefined : curve],
    ]);
    for (const finding of findings)
      shell.out(shell.style(bad.includes(finding) ? 'red' : 'green', finding.text));
  }
  if (ok) {
    if (same === undefined)
      shell.err('Whether it is the key of its ceremony, --ceremony, --zkey and --vkey tell.\n');
    return;
  }
  const unusable = bad.every(({ code }) => code === 'no-key');
  throw new CommandError(
    unusable ? VERDICT_EXITS.unusable : VERDICT_EXITS.refused,
    unusable ? `${path}: nothing was found out` : `${path}: this verifier must not be relied on`,
    undefined,
    { findings: found },
  );
}
