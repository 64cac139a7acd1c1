/** The attestation of a contribution made anew from its receipt, for whoever has the text no more or sits elsewhere. */
import { fromHex } from '@brebaje/kzg/hex';
import { VERSION } from '@brebaje/protocol/version';
import { attestation } from './attestation.ts';
import { circuitAttestation } from './groth16/attestation.ts';
import { checkCircuitReceipt, RECEIPT_TYPE, readCircuitReceipt } from './groth16/receipt.ts';
import type { KeptFile } from './kept-receipt.ts';
import { checkReceipt } from './receipt-check.ts';

/** The ceremony of a receipt. */
interface AttestedCeremony {
  title: string;
  test: boolean;
  receiptAddress: string;
  /** Of circuits: SHA-256 of the manifest, which receipts must name. */
  manifestHash?: string | undefined;
  /** Where its page is; of powers, where its sequencer is. */
  place: string;
  /** Of powers: of each sub-ceremony, in order. */
  sizes?: readonly { g1: number; g2: number }[] | undefined;
}

/** What receipts do not say; what is not known is left out. */
export interface AttestedFacts {
  /** From 1. */
  position?: number | undefined;
  /** Of powers: hashes of the states before and after. */
  baseHash?: string | undefined;
  stateHash?: string | undefined;
  time?: Date | undefined;
}

const SOFTWARE = `brebaje ${VERSION}, made again from the receipt`;

/** Throws RECEIPT_INVALID for a receipt that this ceremony has not signed. */
export function attestationAgain(
  kept: KeptFile,
  ceremony: AttestedCeremony,
  facts: AttestedFacts = {},
): string {
  const { receiptAddress, test, place, sizes = [] } = ceremony;
  if (kept.receipt.includes(RECEIPT_TYPE)) {
    const said = readCircuitReceipt(kept.receipt);
    const manifest = ceremony.manifestHash ?? said.manifest;
    const content = checkCircuitReceipt(kept, { ...said, receiptAddress, manifest });
    const accepted = { content, receipt: kept, work: {} };
    return circuitAttestation(accepted, { ...ceremony, manifest }, { page: place, software: SOFTWARE });
  }
  const { identity, witness } = checkReceipt(kept, { sequencerAddress: receiptAddress });
  return attestation({
    receipt: { ...kept, server: place, sequencerAddress: receiptAddress },
    identity,
    position: facts.position === undefined ? undefined : facts.position - 1,
    baseHash: facts.baseHash,
    stateHash: facts.stateHash,
    subs: witness.map((key, i) => ({
      numG1Powers: sizes[i]?.g1,
      numG2Powers: sizes[i]?.g2,
      potPubkey: fromHex(key.slice(2))!,
    })),
    software: SOFTWARE,
    time: facts.time,
    test,
  });
}
