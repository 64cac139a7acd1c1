import type { CircuitSizes } from './circuit-sizes.ts';

/** How quick people and server are. */
export interface Assumptions {
  /** Of a contributor's line, in either direction. */
  readonly bytesPerSecond: number;
  /** Points of L and H a second: checked, multiplied and checked again. */
  readonly contributedPerSecond: number;
  /** The same, verified by the server. */
  readonly verifiedPerSecond: number;
}

/** What a circuit means for so many contributors. Sizes in bytes, times in seconds. */
export interface CircuitPlan {
  readonly people: number;
  /** What one contributor moves, by our clients: the genesis while waiting, then a state each way. */
  readonly download: number;
  readonly upload: number;
  /** What one moves who contributes with snarkjs: a whole file each way. */
  readonly wholeDownload: number;
  readonly wholeUpload: number;
  /** What all of them move together, by our clients. */
  readonly traffic: number;
  /** What the server keeps: every state slim, the beacon's among them, and what never changes once. */
  readonly disk: number;
  /** One turn from the moment the state is handed out: transfers, computing, the server's verdict. */
  readonly turn: { readonly transfer: number; readonly compute: number; readonly verify: number };
  /** All turns of this circuit, one after another, without a pause. */
  readonly total: number;
}

/** Plans the contributions to a circuit, of `people` one after another. */
export function planCircuit(sizes: CircuitSizes, people: number, assumed: Assumptions): CircuitPlan {
  const { slim, whole, immutable, record, points } = sizes;
  // The state of the middle of the ceremony stands for all of them.
  const records = (people / 2) * record;
  const state = slim + records;
  const transfer = (2 * state) / assumed.bytesPerSecond;
  const compute = points / assumed.contributedPerSecond;
  const verify = points / assumed.verifiedPerSecond;
  // The genesis, one state for each person, and the beacon's.
  const states = people + 2;
  return {
    people,
    download: slim + state,
    upload: state,
    wholeDownload: whole + records,
    wholeUpload: whole + records,
    traffic: people * (slim + 2 * state),
    disk: immutable + states * state,
    turn: { transfer, compute, verify },
    total: people * (transfer + compute + verify),
  };
}
