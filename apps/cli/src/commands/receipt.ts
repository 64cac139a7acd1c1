import { readFile } from 'node:fs/promises';
import { type KeptFile, keptReceiptOf } from '@brebaje/client/kept-receipt';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.ts';
import { useProxies } from '../proxy.ts';
import type { Shell } from '../shell.ts';

/** `brebaje receipt verify <file>` */
export function define(command: Command, shell: Shell): void {
  command
    .command('verify')
    .description('Check that a receipt is signed by its sequencer.')
    .argument('<file>', 'receipt.json as contribute wrote it, or the server’s answer')
    .option('--address <address>', 'the sequencer’s address, as you know it')
    .option('--url <url>', 'ask this server for its address')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(async (file: string, options: { address?: string; url?: string; json?: boolean }) => {
      const { checkReceipt } = await import('@brebaje/client/receipt-check');
      const { contributionHash } = await import('@brebaje/client/attestation');
      const kept = readReceiptFile(await readFile(file, 'utf8'));
      if (kept.receipt.includes('"brebaje/groth16-receipt/v1"'))
        return (await import('../verify/circuit-receipt.ts')).verifyCircuitReceipt(kept, options, shell);
      const asked = options.url === undefined ? undefined : await addressAt(options.url, shell);
      const address = options.address ?? asked ?? kept.sequencerAddress;
      if (address === undefined) {
        throw new CommandError(EXIT.usage, 'the file names no sequencer', 'give --address or --url');
      }
      const { identity, witness } = checkReceipt(kept, { sequencerAddress: address });
      const hash = contributionHash(kept.receipt);
      if (options.json) {
        return shell.out(JSON.stringify({ ok: true, identity, sequencerAddress: address, hash, witness }));
      }
      shell.out(`${shell.style('green', 'The receipt is valid.')}`);
      shell.out(`Contributor               ${identity}`);
      shell.out(`Signed by                 ${address}`);
      shell.out(`Hash of the contribution  ${hash}`);
      if (options.address === undefined && asked === undefined) {
        shell.err('The address is the one in the file; compare it with what the ceremony publishes.\n');
      }
    });
  command.addHelpText('after', EXAMPLES);
}

const EXAMPLES = `
Examples:
  $ brebaje receipt verify receipt.json
  $ brebaje receipt verify receipt.json --url https://ceremony.example.org`;

/** Reads a receipt with or without what we add to the server's two fields. Throws CommandError. */
export function readReceiptFile(text: string): KeptFile {
  const kept = keptReceiptOf(text);
  if (kept) return kept;
  throw new CommandError(
    EXIT.file,
    'this file holds no receipt: an object with receipt and signature is expected',
  );
}

async function addressAt(url: string, shell: Shell): Promise<string> {
  useProxies(shell);
  const { sequencerUrl } = await import('@brebaje/client/sequencer-url');
  const { fetchStatus } = await import('@brebaje/client/status');
  const { nodeSurroundings } = await import('@brebaje/client/node-surroundings');
  const status = await fetchStatus(nodeSurroundings(), sequencerUrl(url), {
    signal: shell.signal,
    patience: { total: 5_000 },
  });
  return status.sequencerAddress;
}
