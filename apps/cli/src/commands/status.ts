import type { Command } from 'commander';
import { useProxies } from '../proxy.ts';
import type { Shell } from '../shell.ts';

/** `brebaje status <url>` */
export function define(command: Command, shell: Shell): void {
  command
    .argument('<url>', 'the server or the ceremony’s page')
    .option('--json', 'print one JSON object')
    .action(async (url: string, options: { json?: boolean }) => {
      useProxies(shell);
      const [{ sequencerUrl }, { groth16At }, { fetchStatus }, { fetchStanding }, { nodeSurroundings }] =
        await Promise.all([
          import('@brebaje/client/sequencer-url'),
          import('@brebaje/client/groth16/find-ceremony'),
          import('@brebaje/client/status'),
          import('@brebaje/client/server-identity'),
          import('@brebaje/client/node-surroundings'),
        ]);
      const where = sequencerUrl(url);
      const world = nodeSurroundings();
      // A ceremony of circuits has queues, and no sequencer of Ethereum's protocol.
      if (where.slug !== undefined && (await groth16At(world, where, shell.signal))) {
        const { showCeremony } = await import('../ceremony/show.ts');
        return showCeremony(url, options, shell);
      }
      const status = await fetchStatus(world, where, {
        signal: shell.signal,
        patience: { total: 5_000 },
      });
      if (options.json) return shell.out(JSON.stringify({ ok: true, url: where.base, ...status }));
      shell.out(shell.style('bold', where.base));
      shell.out(`Contributions       ${status.contributions}`);
      shell.out(`In the lobby        ${status.lobbySize}`);
      shell.out(`Receipts signed by  ${status.sequencerAddress}`);
      const standing = await fetchStanding(world, where, status.sequencerAddress, shell.signal);
      if (standing?.paused)
        shell.out('It is paused: nothing goes on at the moment, and nobody loses a place');
      if (standing?.over !== undefined) shell.out(`Now: ${standing.over}`);
    })
    .addHelpText(
      'after',
      `
Works with any sequencer of Ethereum's protocol; of a Groth16 ceremony it tells what ceremony show does.

Examples:
  $ brebaje status https://ceremony.example.org
  $ brebaje status https://ceremony.example.org/c/spring --json`,
    );
}
