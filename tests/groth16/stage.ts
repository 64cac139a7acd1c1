/** One small ceremony whose secrets are known, so that an attack can keep everything true but one thing. */
import type { CurveName } from '@brebaje/curves/engine';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { contributed, startOf } from '@brebaje/groth16/testing/made-ptau';
import { type SlimParts, slimParts, slimZkey } from '@brebaje/groth16/testing/made-zkey';
import {
  genesisOf,
  powersFor,
  r1csOf,
  smallCircuit,
  type TestCircuit,
} from '@brebaje/groth16/testing/small-circuit';
import type { Start } from '@brebaje/groth16/verify/verify-zkey';
import { composeZkey } from '@brebaje/groth16/zkey/compose';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { step } from './hostile.ts';

/** Large enough that no product of them is a small multiple of γ. */
export const SECRETS = [3n ** 110n, 5n ** 80n, 7n ** 70n] as const;
export const BEACON = { bytes: Uint8Array.of(9, 8, 7), exponent: 10 };

export interface Stage {
  readonly curve: CurveName;
  readonly engine: WasmEngine;
  readonly circuit: TestCircuit;
  readonly r1cs: Uint8Array;
  /** Prepared, with one power to spare. */
  readonly ptau: Uint8Array;
  /** Prepared, by one person, and as small as files are. */
  readonly phase1: Uint8Array;
  /** Whole, as snarkjs makes it. */
  readonly genesis: Uint8Array;
  readonly start: Start;
  /** After none, one, two and three contributions by {@link SECRETS}. */
  readonly states: readonly [SlimParts, SlimParts, SlimParts, SlimParts];
  /** The whole zkey of changing parts. */
  whole(parts: SlimParts): Promise<Uint8Array>;
  slim(parts: SlimParts): Promise<Zkey>;
  close(): Promise<void>;
}

export async function stageOf(curve: CurveName): Promise<Stage> {
  const engine = await createWasmEngine({ curve, threads: 1 });
  const circuit = smallCircuit(curve);
  const genesis = await genesisOf(circuit);
  const zkey = await zkeyIn(genesis);
  const states = [await slimParts(zkey)];
  for (const [i, secret] of SECRETS.entries()) {
    states.push(await step(engine, states[i]!, { secret, name: `person ${i + 1}` }));
  }
  return {
    curve,
    engine,
    circuit,
    r1cs: await r1csOf(circuit),
    ptau: await powersFor(circuit),
    phase1: await bytesOf(preparePtau(await contributed(await startOf(engine, 1), engine), engine)),
    genesis,
    start: { genesis: await sumGenesis(engine, zkey), immutable: await immutableHash(zkey) },
    states: states as [SlimParts, SlimParts, SlimParts, SlimParts],
    async whole(parts) {
      const composed = composeZkey(await slimZkey(parts), { source: zkey.source, sections: zkey.sections });
      return composed.read(0, composed.size);
    },
    slim: slimZkey,
    close: () => engine.close(),
  };
}
