import { isObject } from './plain.ts';

/** A receipt as a file has it. */
export interface KeptFile {
  receipt: string;
  signature: string;
  /** Of KZG ceremonies. */
  sequencerAddress?: string;
  /** Of circuits. */
  receiptAddress?: string;
  server?: string;
}

/** Reads a receipt with or without what we add to the server's two fields; undefined when it is none. */
export function keptReceiptOf(text: string): KeptFile | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { receipt, signature, sequencerAddress, receiptAddress, server } = isObject(json) ? json : {};
  if (typeof receipt !== 'string' || typeof signature !== 'string') return undefined;
  return {
    receipt,
    signature,
    ...(typeof sequencerAddress === 'string' ? { sequencerAddress } : {}),
    ...(typeof receiptAddress === 'string' ? { receiptAddress } : {}),
    ...(typeof server === 'string' ? { server } : {}),
  };
}

/** The receipt in the last block of JSON of an attestation of powers; undefined when it has none. */
export function powersReceiptOf(attestation: string): KeptFile | undefined {
  const block = attestation.split(/^```json\r?$/m).at(-1)!;
  const end = block.search(/^```\r?$/m);
  return block.length === attestation.length || end < 0 ? undefined : keptReceiptOf(block.slice(0, end));
}
