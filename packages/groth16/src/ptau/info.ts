import type { RecordParameters } from '../parameters.ts';
import type { PtauHeader } from './header.ts';
import type { Ptau } from './ptau.ts';
import { responseHash } from './response.ts';

/** What a record says, and the hash that its contributor published. */
export interface PtauRecordInfo extends RecordParameters {
  /** From one. */
  readonly number: number;
  /** Undefined when the record's hash state is none of a response of the ceremony's size. */
  readonly responseHash: Uint8Array | undefined;
  readonly nextChallenge: Uint8Array;
}

export interface PtauInfo extends PtauHeader {
  readonly prepared: boolean;
  /** Whether it was cut from a larger file. */
  readonly cut: boolean;
  readonly contributions: readonly PtauRecordInfo[];
  readonly remarks: readonly string[];
}

/** What a ptau says of itself. None of it is checked. */
export function ptauInfo({ header, records, prepared, remarks }: Ptau): PtauInfo {
  const contributions = records.map((record, i) => ({
    number: i + 1,
    type: record.type,
    name: record.name,
    beacon: record.beacon,
    responseHash: responseHash(header.curve, header.ceremonyPower, record),
    nextChallenge: record.nextChallenge,
  }));
  return { ...header, prepared, cut: header.power < header.ceremonyPower, contributions, remarks };
}
