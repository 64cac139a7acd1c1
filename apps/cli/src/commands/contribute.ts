import type { Credential } from '@brebaje/client/sign-in';
import type { Command } from 'commander';
import { whole } from '../rest/argument-types.ts';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

/** Options of `brebaje contribute`. */
export interface ContributeOptions {
  /** Of the person who came by an invitation's link. */
  session?: Credential;
  name?: string;
  acceptTerms?: number;
  keyFile?: string;
  sessionFile?: string;
  entropyFile?: string;
  typeEntropy?: boolean;
  identity: boolean;
  address?: string;
  expect?: string;
  export?: string;
  submit?: string;
  output?: string;
  new?: boolean;
  threads?: number;
  json?: boolean;
}

/** `brebaje contribute <url>` */
export function define(command: Command, shell: Shell): void {
  command
    .argument(
      '[url]',
      'the server, the ceremony’s page, or an invitation’s link in quotes; with --submit it may be left out',
    )
    .option('--name <name>', 'where you join: your public name (default: contributor-<number>)')
    .option('--accept-terms <version>', 'where you join: the version of the terms you accept', whole)
    .option(
      '--key-file <path>',
      'Ethereum private key to sign in with; - for standard input. Default: a fresh key',
    )
    .option('--session-file <path>', 'session of a sign-in elsewhere; - for standard input (BREBAJE_SESSION)')
    .option('--entropy-file <path>', 'bytes to mix into the randomness; - for standard input')
    .option('--type-entropy', 'ask for something to mix into the randomness')
    .option('--no-identity', 'do not sign the identity with the secrets')
    .option(
      '--address <address>',
      'the sequencer’s address as the ceremony publishes it; anything else is refused',
    )
    .option('--expect <hash>', 'circuits: SHA-256 of the manifest as the ceremony publishes it elsewhere')
    .option('--export <file>', 'wait for the turn, then write work.brebaje for brebaje compute')
    .option('--submit <file>', 'hand in what brebaje compute wrote')
    .option('--output <folder>', 'where receipt and attestation go; default: a new folder here')
    .option('--new', 'begin anew, even when an earlier run was not finished')
    .addOption(threadsOption('compute with'))
    .option('--json', 'print one JSON object at the end')
    .action(async (url: string | undefined, options: ContributeOptions) => {
      const { contribute } = await import('../contribute/run.ts');
      await contribute(url, options, shell);
    })
    .addHelpText(
      'after',
      `
Signs in, waits for a turn, downloads and checks the state, mixes a fresh secret into it, checks the result,
uploads it and verifies the receipt. An interrupted run goes on with the same command. Works with our server
and with any sequencer of Ethereum's protocol; where that has no sign-in by key, give --session-file.
In a Groth16 ceremony it goes through all circuits, one after the other, and moves only what a contribution
changes; finished work is kept until it is accepted. There the session of brebaje login is used.
An invitation's link signs in by itself. Without one each run takes a fresh key, also after brebaje login: the
account you signed in with is not the one in a KZG transcript unless you give its key or its session.

Examples:
  $ brebaje contribute https://ceremony.example.org
  $ brebaje contribute 'https://ceremony.example.org/app/join#…' --name Ada
  $ brebaje contribute https://ceremony.example.org --key-file ./key --type-entropy
  $ brebaje contribute https://ceremony.example.org/c/proofs --name Ada --accept-terms 1
  $ brebaje contribute https://ceremony.example.org/c/proofs --expect "$MANIFEST" --entropy-file dice.txt --json
  $ pass show ceremony/session | brebaje contribute https://sequencer.example.org --session-file -

On two machines, the second without a network; for a circuit with the .zkey files that lie beside:
  $ brebaje contribute https://ceremony.example.org --export work.brebaje
  $ brebaje compute work.brebaje -o done.brebaje
  $ brebaje contribute --submit done.brebaje`,
    );
}
