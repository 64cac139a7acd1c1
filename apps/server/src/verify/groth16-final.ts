/** The end of a Groth16 circuit: its beacon, the check of the whole chain, its keys. Runs in the verification thread. */
import { createHash } from 'node:crypto';
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { NoContract, solidityVerifier } from '@brebaje/groth16/export/solidity-verifier';
import { verificationKey, verificationKeyText } from '@brebaje/groth16/export/verification-key';
import { FileError } from '@brebaje/groth16/file-error';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import type { Beacon } from '@brebaje/groth16/random/generators';
import { Refused } from '@brebaje/groth16/verify/verdict';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { composeZkey, openImmutable } from '@brebaje/groth16/zkey/compose';
import { recordBytes } from '@brebaje/groth16/zkey/records';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { fromHex, toHex } from '@brebaje/kzg/hex';
import { writeDurably } from '../store/durable-files.ts';
import { reading } from './reading-files.ts';
import type {
  BeaconAnswer,
  BeaconBytes,
  BeaconFiles,
  FinalAnswer,
  FinalFiles,
} from './verification-messages.ts';

type Engines = (curve: CurveName) => Promise<WasmEngine>;
type Progress = (done: number, all: number) => void;

/** Whatever is wrong with stored files is an answer: the ceremony does not end with them. */
async function answering<Answer>(work: () => Promise<Answer>): Promise<Answer | { ok: false; text: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused || error instanceof FileError) return { ok: false, text: error.message };
    throw error;
  }
}

function beaconOf({ randomness, exponent }: BeaconBytes): Beacon {
  const bytes = fromHex(randomness);
  if (!bytes) throw new Error('the value of the beacon is damaged');
  return { bytes, exponent };
}

/** Writes the slim zkey after the beacon to `output`: the same bytes for the same state and value. */
export function applyBeacon(
  engineOf: Engines,
  { before, output, beacon }: BeaconFiles,
  progress: Progress,
): Promise<BeaconAnswer> {
  return answering(() =>
    reading([before], async ([file]) => {
      const base = await openZkey(file!, { kind: 'slim' });
      const { curve } = base.header;
      const made = await contributeBeacon(await engineOf(curve), base, beaconOf(beacon), { progress });
      await writeDurably(output, async (target) => {
        for await (const bytes of made.output) await target.writeFile(bytes);
      });
      return { ok: true, curve };
    }),
  );
}

/**
 * Checks a circuit's last state from the genesis that the manifest names, with every record and the beacon at its
 * end, as the whole zkey that is served; and makes the keys of that zkey.
 */
export function checkFinal(engineOf: Engines, files: FinalFiles, progress: Progress): Promise<FinalAnswer> {
  const { genesis, immutable, last, beacon, expected } = files;
  return answering(() =>
    reading([genesis, immutable, last], async ([genesisFile, source, lastFile]) => {
      const first = await openZkey(genesisFile!, { kind: 'slim' });
      if (toHex(await stateHash(first)) !== expected.genesisState)
        return { ok: false, text: 'the genesis is another one than the manifest names' };
      const slim = await openZkey(lastFile!, { kind: 'slim' });
      const whole = composeZkey(slim, { source: source!, sections: await openImmutable(source!) });
      const zkey = await openZkey(whole);
      const { curve } = zkey.header;
      const engine = await engineOf(curve);
      const immutableHash = fromHex(expected.immutable);
      if (!immutableHash) throw new Error('the immutable hash of the circuit is damaged');
      const start = { genesis: await sumGenesis(engine, first), immutable: immutableHash };
      const verdict = await verifyZkey(engine, start, zkey, { beacon: beaconOf(beacon), progress });
      if (!verdict.ok) return { ok: false, text: `${verdict.check}: ${verdict.text}` };
      const key = await verificationKey(engine, zkey);
      return {
        ok: true,
        curve,
        records: zkey.records.list.map((record) => toHex(recordBytes(record))),
        contributionHash: toHex(verdict.contributionHashes.at(-1)!),
        state: toHex(verdict.stateHash),
        whole: { size: whole.size, ...(await hashesOf(whole)) },
        key: verificationKeyText(key),
        contract: contractOf(key),
      };
    }),
  );
}

/** Null where Ethereum could not run one. */
function contractOf(key: Parameters<typeof solidityVerifier>[0]): string | null {
  try {
    return solidityVerifier(key);
  } catch (error) {
    if (error instanceof NoContract) return null;
    throw error;
  }
}

async function hashesOf(source: ByteSource): Promise<{ sha256: string; blake2b: string }> {
  const [sha256, blake2b] = [createHash('sha256'), createHash('blake2b512')];
  for await (const bytes of streamOf(source)) {
    sha256.update(bytes);
    blake2b.update(bytes);
  }
  return { sha256: sha256.digest('hex'), blake2b: blake2b.digest('hex') };
}
