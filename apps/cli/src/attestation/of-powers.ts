/** Attestations of contributions to powers (KZG): they carry the whole receipt. */
import { contributionHash } from '@brebaje/client/attestation';
import { ClientError } from '@brebaje/client/client-error';
import type { KeptFile } from '@brebaje/client/kept-receipt';
import { checkReceipt, readReceipt } from '@brebaje/client/receipt-check';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { Shell } from '../shell.ts';
import { isAddress } from '../verify/what.ts';

/** What an attestation says, for --json and for people. */
export interface Told {
  said: object;
  rows: [string, unknown][];
  /** Of the key that signed the receipt; undefined: not compared with a ceremony. */
  receiptAddress: string | undefined;
}

/** Looks for its contribution at a server. Throws NOT_INCLUDED, RECEIPT_INVALID, CommandError. */
export async function ofPowers(kept: KeptFile, named: string | undefined, shell: Shell): Promise<Told> {
  const { identity } = readReceipt(kept.receipt);
  const contribution = contributionHash(kept.receipt);
  const told = { identity, contribution };
  const rows: Told['rows'] = [
    ['Contributor', identity],
    ['Hash of the contribution', contribution],
  ];
  if (named === undefined) return { said: told, rows, receiptAddress: undefined };
  if (!isAddress(named))
    throw new CommandError(
      EXIT.usage,
      'attestations of powers are compared with a server',
      'give the address of its page; for an archive keep the JSON at the end as receipt.json, and: brebaje verify <folder> --receipt receipt.json',
    );
  const { client, ceremony } = await findCeremony(named, {}, shell);
  const { receiptAddress: sequencerAddress } = ceremony;
  checkReceipt(kept, { sequencerAddress });
  const path = `/contributions?ceremonyId=${ceremony.id}`;
  for await (const item of client.all<{ contributionHash?: unknown; position?: unknown }>(path, {
    most: 1_000_000,
    signal: shell.signal,
  }))
    if (item.contributionHash === contribution) {
      const number = Number(item.position);
      const said = { ...told, number };
      return {
        said,
        rows: [['Contribution', `number ${number}`], ...rows],
        receiptAddress: sequencerAddress,
      };
    }
  throw new ClientError('NOT_INCLUDED', 'the receipt is signed, and no published contribution has its hash', {
    next: 'look again later; if it stays missing, publish the receipt: it proves that it was accepted',
  });
}
