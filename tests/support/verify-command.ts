import { main } from '@brebaje/cli/main';
import { testShell } from '@brebaje/cli/testing/test-shell';

/** How `brebaje verify` or `brebaje archive` ended, run in this process as somebody who is signed in nowhere. */
export interface Judged {
  code: number;
  out: string;
  err: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read documents as they like
  json: any;
}

/** Runs the command; the words decide whether it prints a document. */
export async function brebaje(home: string, ...words: string[]): Promise<Judged> {
  const shell = testShell({ env: { HOME: home } });
  const code = await main(['node', 'brebaje', ...words], shell);
  const out = shell.outText();
  return { code, out, err: shell.errText(), json: out.startsWith('{') ? JSON.parse(out) : undefined };
}

/** The same, whose verdict is a document. One thread is enough for the files of tests. */
export function judge(home: string, what: string, ...words: string[]): Promise<Judged> {
  return brebaje(home, 'verify', what, '--json', '--threads', '1', ...words);
}

/** What failed, as check and circuit. */
export const failures = ({ json }: Judged): string[] =>
  json.findings
    .filter(({ outcome }: { outcome: string }) => outcome === 'failed')
    .map(({ check, circuit }: { check: string; circuit?: string }) =>
      circuit === undefined ? check : `${check} ${circuit}`,
    );
