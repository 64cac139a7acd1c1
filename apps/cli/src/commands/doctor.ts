import { availableParallelism } from 'node:os';
import { VERSION } from '@brebaje/protocol/version';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';

/** A turn of the default policy. */
const USUAL_TURN = 600_000;

/** `brebaje doctor` */
export function define(command: Command, shell: Shell): void {
  command
    .option('--threads <count>', 'threads to test with', (text) => Number(text))
    .option('--json', 'print one JSON object')
    .action(async (options: { threads?: number; json?: boolean }) => {
      const { createEngine } = await import('@brebaje/client/engine');
      const { selfTest } = await import('@brebaje/client/self-test');
      const engine = await createEngine(options.threads);
      let test: Awaited<ReturnType<typeof selfTest>>;
      try {
        test = await selfTest(engine, () => performance.now());
      } finally {
        await engine.close();
      }
      const threads = options.threads ?? availableParallelism();
      const { agree, estimate } = test;
      if (options.json) {
        const node = process.versions.node;
        shell.out(
          JSON.stringify({ ok: agree, version: VERSION, node, threads, engine: engine.name, ...test }),
        );
      } else {
        shell.out(`brebaje  ${VERSION}`);
        shell.out(`Node     ${process.versions.node} on ${process.platform} ${process.arch}`);
        shell.out(`Threads  ${threads}`);
        shell.out(
          `Engine   ${engine.name}, ${agree ? 'agrees with the plain one' : 'WRONG: disagrees with the plain one'}`,
        );
        shell.out(
          `Speed    a contribution at Ethereum's sizes takes about ${Math.ceil(estimate / 1000)} s here`,
        );
        if (estimate > USUAL_TURN) shell.err('That is longer than a usual turn: use a faster machine.\n');
      }
      if (!agree) {
        throw new CommandError(
          EXIT.unsafe,
          'this machine computes wrongly',
          'do not contribute or verify with it',
        );
      }
    })
    .addHelpText(
      'after',
      `
Computes a small contribution on two independent engines and compares.

Examples:
  $ brebaje doctor
  $ brebaje doctor --threads 1 --json`,
    );
}
