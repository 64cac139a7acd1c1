import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../exit-codes.ts';
import { contributorName } from '../setup-files/typed.ts';
import { threadsOption } from '../threads-option.ts';

/** Options of commands that read setup files. */
export function withFiles(command: Command): Command {
  return (
    command
      .addOption(threadsOption('compute with'))
      .option('--json', 'print one JSON object')
      // Command lines of snarkjs run as they are.
      .addOption(new Option('-v, --verbose', 'changes nothing').hideHelp())
  );
}

/** Options of commands that write one. */
export function withOutput(command: Command): Command {
  return withFiles(command).option('--force', 'replace a file of that name');
}

/** The name that a contribution's record has. */
export function withName(command: Command): Command {
  return command.option('-n, --name <name>', 'name to stand in the file for all to read', contributorName);
}

/** What a person adds to the randomness. */
export function withEntropy(command: Command): Command {
  return command
    .option('--entropy-file <path>', 'bytes to mix into the randomness; - for standard input')
    .option('--type-entropy', 'ask for something to mix into the randomness');
}

/** A word of snarkjs that is none of ours: whoever uses it is told why, and what there is instead. */
export function refuseWord(parent: Command, word: string, why: string, instead: string): void {
  parent
    .command(word, { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(() => {
      throw new CommandError(EXIT.usage, why, instead);
    });
}
