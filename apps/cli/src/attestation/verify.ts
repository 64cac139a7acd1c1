import { readFile, stat } from 'node:fs/promises';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { readTranscript } from '@brebaje/client/archive/read-transcript';
import {
  type AttestationBlock,
  MOST_ATTESTATION,
  readAttestation,
} from '@brebaje/client/groth16/attestation-block';
import { checkAttestation, type Published } from '@brebaje/client/groth16/check-attestation';
import { publishedAt } from '@brebaje/client/groth16/published';
import { powersReceiptOf } from '@brebaje/client/kept-receipt';
import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import { ATTESTATION_SAYS } from '@brebaje/protocol/rest/attestations';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { document, facts } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { ofPowers, type Told } from './of-powers.ts';
import { checkSignature, type SignatureOptions } from './signature.ts';

export interface VerifyAttestationOptions extends Partial<SignatureOptions> {
  ceremony?: string;
  json?: boolean;
}

/** `brebaje attestation verify <file>`. Throws CommandError, RECORD_INVALID, NOT_INCLUDED, RECEIPT_INVALID. */
export async function verifyAttestation(
  file: string,
  options: VerifyAttestationOptions,
  shell: Shell,
): Promise<void> {
  const { ceremony, signature } = options;
  if (ceremony === undefined && signature === undefined)
    throw new CommandError(
      EXIT.usage,
      'what shall it be checked against?',
      'give --ceremony with the address of its page or its archive, --signature, or both',
    );
  if ((await stat(file)).size > MOST_ATTESTATION)
    throw new CommandError(EXIT.file, `${file} is too large for an attestation`);
  const text = await readFile(file, 'utf8');
  const powers = powersReceiptOf(text);
  const told = powers ? await ofPowers(powers, ceremony, shell) : await ofCircuit(text, ceremony, shell);
  const { receiptAddress } = told;
  const signed = signature === undefined ? undefined : await checkSignature(file, { ...options, signature });
  if (options.json) {
    document(shell, {
      ...told.said,
      included: receiptAddress === undefined ? undefined : true,
      receiptAddress,
      signed,
      says: ATTESTATION_SAYS,
    });
    return;
  }
  if (receiptAddress !== undefined)
    shell.out(shell.style('green', 'The attestation is of a published contribution.'));
  if (signed) shell.out(shell.style('green', 'The signature is of this file.'));
  facts(shell, [
    ...told.rows,
    ['Receipt signed by', receiptAddress],
    ['Attestation signed by', signed && `${signed.signer} (${signed.by})`],
    ['Worth', ATTESTATION_SAYS],
  ]);
  if (signed && !signed.known)
    shell.err(
      'Compare who signed it with what you know of its contributor: over any file some key comes out.\n',
    );
  else if (!signed)
    shell.err(
      'The block for programs was compared, not the sentences around it. Whose they are, a signature tells: --signature.\n',
    );
  if (receiptAddress === undefined)
    shell.err('Nothing was compared with the ceremony: add --ceremony with the address of its page.\n');
}

/** An attestation of a contribution to a circuit. */
async function ofCircuit(text: string, ceremony: string | undefined, shell: Shell): Promise<Told> {
  const block = readAttestation(text);
  const published = ceremony === undefined ? undefined : await publishedBy(ceremony, block, shell);
  return {
    said: block,
    rows: [
      ['Contribution', `number ${block.number} to ${block.circuit}`],
      ['Public name', published?.transcript?.publicName],
      ['Hash of the contribution', block.contribution],
      ['Manifest of the ceremony', block.ceremony],
    ],
    receiptAddress: published && checkAttestation(block, published),
  };
}

/** What a server or an archive has where the contribution should be. */
async function publishedBy(named: string, block: AttestationBlock, shell: Shell): Promise<Published> {
  const isFolder = (await stat(named).catch(() => undefined))?.isDirectory() === true;
  return isFolder ? inFolder(named, block) : atServer(named, block, shell);
}

async function inFolder(path: string, { circuit, number }: AttestationBlock): Promise<Published> {
  const folder = archiveFolder(path);
  const manifest = await folder.readText(ARCHIVE_FILES.manifest, 16 << 20);
  if (manifest === undefined)
    throw new CommandError(EXIT.file, `${path} is no archive of a ceremony: it has no manifest.json`);
  return { manifest, transcript: await readTranscript(folder, circuit, number) };
}

async function atServer(named: string, block: AttestationBlock, shell: Shell): Promise<Published> {
  const { client, ceremony } = await findCeremony(named, {}, shell);
  return publishedAt(client, ceremony, block, shell.signal);
}
