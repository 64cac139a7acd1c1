import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

/** Options of `brebaje compute`. */
export interface ComputeOptions {
  output: string;
  entropyFile?: string;
  typeEntropy?: boolean;
  threads?: number;
  json?: boolean;
}

/** `brebaje compute <work>`: everything it loads is free of network code. */
export function define(command: Command, shell: Shell): void {
  command
    .argument('<work>', 'what brebaje contribute --export wrote')
    .requiredOption('-o, --output <file>', 'where the finished contribution goes')
    .option('--entropy-file <path>', 'bytes to mix into the randomness; - for standard input')
    .option('--type-entropy', 'ask for something to mix into the randomness')
    .addOption(threadsOption('compute with'))
    .option('--json', 'print one JSON object at the end')
    .action(async (work: string, options: ComputeOptions) => {
      const { computeOffline } = await import('../contribute/offline.ts');
      await computeOffline(work, options, shell);
    })
    .addHelpText(
      'after',
      `
Needs no network and no account. Compare the six words with those of the other machine.

Examples:
  $ brebaje compute work.brebaje -o done.brebaje
  $ brebaje compute work.brebaje -o done.brebaje --entropy-file dice.txt`,
    );
}
