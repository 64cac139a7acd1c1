import type { InvitationLook } from '@brebaje/protocol/rest/invitation';
import { CommandError, EXIT } from '../exit-codes.ts';
import { facts, line, lines } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** What somebody who comes by an invitation says beforehand, so that nothing has to be asked. */
export interface JoinOptions {
  name?: string;
  acceptTerms?: number;
}

/** How somebody joins. */
export interface Joining {
  publicName?: string;
  acceptTerms?: number;
}

type Ceremony = Pick<
  NonNullable<InvitationLook['ceremony']>,
  'title' | 'test' | 'purpose' | 'instructions' | 'timeline' | 'capability' | 'support' | 'terms'
>;

/**
 * The public name and the acceptance of the terms: as the options say, else asked on a terminal. Shows what is
 * accepted. Throws CommandError where nobody can answer, and when the person does not accept.
 */
export async function askToJoin(
  ceremony: Ceremony | undefined,
  options: JoinOptions,
  shell: Shell,
  { refused }: { refused: string } = { refused: 'the link was not used and stays good' },
): Promise<Joining> {
  const named = options.name === undefined ? {} : { publicName: options.name };
  if (ceremony === undefined) return named;
  const { version } = ceremony.terms;
  if (options.acceptTerms === version) return { ...named, acceptTerms: version };
  tellCeremony(ceremony, shell);
  if (options.acceptTerms !== undefined || !shell.interactive || !process.stdin.isTTY)
    throw new CommandError(
      EXIT.usage,
      options.acceptTerms === undefined
        ? 'the terms are to be accepted first, and nobody can answer here'
        : `version ${options.acceptTerms} of the terms is not the one that holds`,
      `read them; if you accept them, add --accept-terms ${version}, and --name for a public name of your choice`,
    );
  const { confirm, isCancel, text } = await import('@clack/prompts');
  const accepted = await confirm({ message: 'Do you accept these terms?', initialValue: false });
  if (isCancel(accepted) || !accepted) throw new CommandError(EXIT.interrupted, `not accepted; ${refused}`);
  if (options.name !== undefined) return { ...named, acceptTerms: version };
  const typed = await text({ message: 'Your public name, for ever (empty: contributor-<number>)' });
  if (isCancel(typed)) throw new CommandError(EXIT.interrupted, `interrupted; ${refused}`);
  const publicName = typed?.trim() ?? '';
  return { acceptTerms: version, ...(publicName === '' ? {} : { publicName }) };
}

/** What the person is about to join, on standard error. */
function tellCeremony(ceremony: Ceremony, shell: Shell): void {
  const told: Shell = { ...shell, out: (text) => shell.err(`${text}\n`) };
  told.out(`\n${shell.style('bold', line(ceremony.title))}${ceremony.test ? ' (TEST)' : ''}\n`);
  const { purpose, instructions, timeline, capability, support } = ceremony;
  const rows = [
    ['For', purpose],
    ['What to do', instructions],
    ['When', timeline],
    ['Needed', capability],
    ['Help', support],
  ] as const;
  if (rows.some(([, text]) => text !== undefined)) facts(told, rows);
  told.out(`\nThe terms, version ${ceremony.terms.version}:\n\n${lines(ceremony.terms.text)}\n`);
}
