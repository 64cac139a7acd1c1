import { checkCircuitReceipt, readCircuitReceipt } from '@brebaje/client/groth16/receipt';
import type { KeptFile } from '@brebaje/client/kept-receipt';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { CommandError, EXIT } from '../exit-codes.ts';
import { document, facts } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { wellKnownOf } from './what.ts';

/** `brebaje receipt verify` of a contribution to a circuit. Throws RECEIPT_INVALID, CommandError. */
export async function verifyCircuitReceipt(
  kept: KeptFile,
  options: { address?: string; url?: string; json?: boolean },
  shell: Shell,
): Promise<void> {
  const asked = options.url === undefined ? undefined : await addressAt(options.url, shell);
  const receiptAddress = options.address ?? asked ?? kept.receiptAddress;
  if (receiptAddress === undefined)
    throw new CommandError(EXIT.usage, 'the file does not say who signs receipts', 'give --address or --url');
  const said = readCircuitReceipt(kept.receipt);
  const { circuit, position, contributionHash, manifest } = checkCircuitReceipt(kept, {
    ...said,
    receiptAddress,
  });
  if (options.json) {
    document(shell, { circuit, position, contributionHash, manifest, receiptAddress });
    return;
  }
  shell.out(shell.style('green', 'The receipt is valid.'));
  facts(shell, [
    ['Contribution', `number ${position} to ${circuit}`],
    ['Hash of the contribution', contributionHash],
    ['Manifest of the ceremony', manifest],
    ['Signed by', receiptAddress],
  ]);
  if (options.address === undefined && asked === undefined)
    shell.err('The address is the one in the file; compare it with what the ceremony publishes.\n');
}

async function addressAt(url: string, shell: Shell): Promise<string> {
  const { server, slug } = sequencerUrl(url);
  const ceremonies = (await wellKnownOf(server, shell))?.ceremonies ?? [];
  const found = slug === undefined && ceremonies.length === 1 ? ceremonies[0] : undefined;
  const named = found ?? ceremonies.find((one) => one.slug === slug);
  if (named) return named.receiptAddress;
  throw new CommandError(
    EXIT.usage,
    `${server} does not say who signs receipts`,
    'give the address of the ceremony’s page',
  );
}
