import { VERSION } from '@brebaje/protocol/version';
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './command-table.ts';
import { EXIT, EXIT_MEANINGS, type ExitCode } from './exit-codes.ts';
import { explain } from './explain.ts';
import { refuseSecretArguments } from './secret-arguments.ts';
import { processShell, type Shell } from './shell.ts';

/** Runs one command line, program and script first as in `process.argv`. Resolves to the exit code. */
export async function main(argv: readonly string[], given?: Shell): Promise<ExitCode> {
  const args = argv.slice(2);
  const shell = given ?? processShell({ color: !args.includes('--no-color') });
  const word = args.find((arg) => !arg.startsWith('-'));
  try {
    const program = await build(word, shell);
    if (word !== undefined) refuseSecretArguments(word, args);
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return explain(error, shell, args);
  }
}

/** The program with one command defined whole and the others by name: a start loads only what it uses. */
async function build(word: string | undefined, shell: Shell): Promise<Command> {
  const program = new Command('brebaje')
    .description('Trusted-setup ceremonies: take part, verify, run one.')
    .version(VERSION, '--version')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.out(text.replace(/\n$/, '')),
      writeErr: (text) => shell.err(text),
    });
  for (const { name, summary, group, load } of COMMANDS) {
    const command = program
      .command(name)
      .summary(summary)
      .description(sentence(summary))
      .helpGroup(`${group}:`);
    command.option('--no-color', 'no colours').exitOverride();
    if (name === word) (await load()).define(command, shell);
  }
  program.addHelpText(
    'after',
    `
Examples:
  $ brebaje contribute https://ceremony.example.org
  $ brebaje verify https://ceremony.example.org
  $ brebaje serve

Exit codes:
${Object.entries(EXIT_MEANINGS)
  .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`)
  .join('\n')}

Proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured.`,
  );
  return program;
}

function sentence(summary: string): string {
  return `${summary[0]!.toUpperCase()}${summary.slice(1)}.`;
}
