import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

/** Options of `brebaje verify`. */
export interface VerifyOptions {
  receipt?: string[];
  identity?: string[];
  keep?: string;
  expect?: string[];
  ptau?: string[];
  ptauHash?: string[];
  r1cs?: string[];
  withPhase1?: boolean;
  quick?: boolean;
  each?: boolean;
  threads?: number;
  json?: boolean;
}

/** `brebaje verify <url | folder | transcript.json>` */
export function define(command: Command, shell: Shell): void {
  const several = (value: string, before: string[] = []) => [...before, value];
  command
    .argument('<what>', 'the ceremony’s page or its server, the folder of an archive, or a transcript.json')
    .option('--receipt <file>', 'a receipt whose contribution must be in it; may be repeated', several)
    .option('--identity <identity>', 'somebody who must be in it (eth|0x…, git|id|login)', several)
    .option(
      '--expect <hash>',
      'SHA-256 of the manifest, or number:hash of an event, as you know it; may be repeated',
      several,
    )
    .option(
      '--ptau <file>',
      'the phase 1 of circuits, by which geneses are verified; may be repeated',
      several,
    )
    .option('--with-phase1', 'download the phase 1 as well, where the server keeps it')
    .option('--ptau-hash <hash>', 'a phase 1 that you vouch for; without it all of it is verified', several)
    .option('--r1cs <file>', 'a circuit; without it the one that is published', several)
    .option('--each', 'verify every contribution to circuits against the one before, too')
    .option('--quick', 'of circuits only what was said and decided, and no file')
    .option('--keep <path>', 'keep what was downloaded: a file, of circuits a folder')
    .addOption(threadsOption('verify with'))
    .option('--json', 'print one JSON object')
    .action(async (what: string, options: VerifyOptions) => {
      const { verify } = await import('../verify/run.ts');
      await verify(what, options, shell);
    })
    .addHelpText(
      'after',
      `
Verifies everything, and trusts neither the server nor its operator. Of powers (KZG): the chain of running
products and public keys of all sub-ceremonies, every signature, the powers. Of circuits (Groth16): the log, the
manifest, every record and receipt, the latest state from its genesis on, and the result when there is one. The
geneses themselves are verified when their phase 1 is given by --ptau.

Examples:
  $ brebaje verify https://ceremony.example.org --receipt receipt.json
  $ brebaje verify transcript.json
  $ brebaje verify transcript.json --identity 'git|42|somebody' --json
  $ brebaje verify https://ceremony.example.org/c/my-circuits --ptau powers.ptau
  $ brebaje verify ./my-circuits-archive --receipt receipt.json`,
    );
}
