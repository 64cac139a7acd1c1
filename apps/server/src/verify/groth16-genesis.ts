/** The genesis of a circuit, made or verified, and the chain on it; runs in the verification thread. */
import { createHash } from 'node:crypto';
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { contributionHash } from '@brebaje/groth16/chain/record-hash';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { FileError } from '@brebaje/groth16/file-error';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { UnsuitablePtau } from '@brebaje/groth16/genesis/unsuitable-ptau';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import { openPtau, type Ptau } from '@brebaje/groth16/ptau/ptau';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { domainLog, ptauPower } from '@brebaje/groth16/r1cs/domain';
import { openR1cs, type R1cs } from '@brebaje/groth16/r1cs/r1cs';
import type { Refusal } from '@brebaje/groth16/verify/verdict';
import { verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { toHex } from '@brebaje/kzg/hex';
import type { GenesisPhase } from '@brebaje/protocol/rest/drafts';
import { writeDurably } from '../store/durable-files.ts';
import { reading } from './reading-files.ts';
import type { AdoptedRecord, GenesisAnswer, GenesisFiles } from './verification-messages.ts';

/** What makes files unfit for a genesis, in a sentence. */
class Unfit extends Error {}

type Tell = (phase: GenesisPhase, done: number, all: number) => void;

/** The most records that a chain may have which is taken over: each becomes a line of the manifest. */
const MOST_ADOPTED = 1000;

/**
 * Makes a circuit's genesis and verifies what was written, in all directions of H; or verifies one that is given, and
 * the chain that goes on from it. The phase 1 is the file that a hash names, or else is verified whole.
 */
export async function makeGenesis(
  engineOf: (curve: CurveName) => Promise<WasmEngine>,
  files: GenesisFiles,
  tell: Tell = () => {},
): Promise<GenesisAnswer> {
  try {
    return await reading([files.r1cs, files.ptau], ([r1cs, ptau]) =>
      make(engineOf, { r1cs: r1cs!, ptau: ptau! }, files, tell),
    );
  } catch (error) {
    if (error instanceof Unfit || error instanceof UnsuitablePtau || error instanceof FileError)
      return { ok: false, text: error.message };
    throw error;
  }
}

async function make(
  engineOf: (curve: CurveName) => Promise<WasmEngine>,
  files: { r1cs: ByteSource; ptau: ByteSource },
  wanted: GenesisFiles,
  tell: Tell,
): Promise<GenesisAnswer> {
  const { ptauHash, ptauVerified, genesis, output } = wanted;
  const of = (phase: GenesisPhase) => (done: number, all: number) => tell(phase, done, all);
  const r1cs = await openR1cs(files.r1cs);
  const ptau = await openPtau(files.ptau);
  requireFit(r1cs, ptau, genesis !== null);
  const engine = await engineOf(r1cs.header.curve);
  const { blake2b, sha256 } = await hashesOf(files.ptau, of('READING'));
  if (ptauHash !== null && ![blake2b, sha256].includes(ptauHash.toLowerCase()))
    throw new Unfit(`the ptau is another one: its BLAKE2b-512 is ${blake2b}, its SHA-256 ${sha256}`);
  if (ptauHash === null && !ptauVerified) await requireSound(ptau, engine, of('PHASE1'));

  if (genesis === null) {
    const made = await createGenesis(engine, r1cs, ptau, { progress: of('COMPUTING') });
    await writeDurably(output, async (file) => {
      for await (const bytes of made.output) await file.writeFile(bytes);
    });
  }
  const adopted = await reading([genesis ?? output], async ([written]) => {
    const zkey = await openZkey(written!);
    const verdict = await verifyGenesis(engine, { r1cs, ptau, zkey }, { progress: of('CHECKING') });
    if (!verdict.ok)
      throw new Unfit(
        genesis === null
          ? `the tables of the ptau are not those of its powers: ${verdict.text}`
          : `the genesis is not that of this circuit and this phase 1: ${placed(verdict)}`,
      );
    return wanted.zkey === null ? [] : recordsOf(engine, zkey, wanted.zkey, of('CHAIN'));
  });
  return {
    ok: true,
    curve: r1cs.header.curve,
    adopted,
    r1cs: {
      sha256: (await hashesOf(files.r1cs)).sha256,
      size: files.r1cs.size,
      constraints: r1cs.header.nConstraints,
    },
    phase1: {
      power: ptau.header.power,
      contributions: ptau.records.length,
      sha256,
      blake2b,
      size: files.ptau.size,
      checked: ptauHash === null || ptauVerified ? 'whole' : 'hash',
    },
  };
}

/** Refuses a ptau with a sentence that says which one will do. A genesis that is given needs no tables. */
function requireFit(r1cs: R1cs, ptau: Ptau, given: boolean): void {
  const { curve } = r1cs.header;
  const { power, curve: its } = ptau.header;
  if (its !== curve)
    throw new Unfit(`the ptau is of ${its} and the circuit of ${curve}: take a phase 1 of ${curve}`);
  const [log, spare] = [domainLog(r1cs.header), ptauPower(r1cs.header)];
  const needed = given ? log : spare;
  if (power < needed)
    throw new Unfit(
      `the ptau has the power ${power} and the circuit needs ${needed}${
        needed > log ? `, one more than its domain of 2^${log}` : ''
      }: take a prepared ptau of the power ${needed} or more`,
    );
  if (!given && !ptau.prepared)
    throw new Unfit('the ptau is not prepared: run brebaje powersoftau prepare phase2 on it first');
}

/** What was refused, with the place in the file. */
function placed({ check, code, section, index, text }: Refusal): string {
  const where = [
    ...(section === undefined ? [] : [`section ${section}`]),
    ...(index === undefined ? [] : [`number ${index}`]),
  ];
  return `${text} (check ${check}, ${code}${where.length === 0 ? '' : `; ${where.join(', ')}`})`;
}

/** The records of a chain that goes on from a genesis, all of it verified. */
function recordsOf(
  engine: WasmEngine,
  genesis: Zkey,
  path: string,
  progress: (done: number, all: number) => void,
): Promise<AdoptedRecord[]> {
  return reading([path], async ([file]) => {
    const zkey = await openZkey(file!);
    const { list } = zkey.records;
    if (list.length > MOST_ADOPTED)
      throw new Unfit(
        `the chain has ${list.length} contributions: at most ${MOST_ADOPTED} can be taken over`,
      );
    const start = { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) };
    const verdict = await verifyZkey(engine, start, zkey, { beacon: null, progress });
    if (!verdict.ok) throw new Unfit(`the chain is refused: ${placed(verdict)}`);
    return list.map((record, index) => ({
      position: index + 1,
      type: record.type,
      ...(record.name === undefined || record.name === '' ? {} : { name: record.name }),
      contributionHash: toHex(contributionHash(zkey.header.curve, record)),
    }));
  });
}

async function hashesOf(
  source: ByteSource,
  progress?: (done: number, all: number) => void,
): Promise<{ sha256: string; blake2b: string }> {
  const [sha256, blake2b] = [createHash('sha256'), createHash('blake2b512')];
  let done = 0;
  for await (const bytes of streamOf(source)) {
    sha256.update(bytes);
    blake2b.update(bytes);
    done += bytes.length;
    progress?.(done, source.size);
  }
  return { sha256: sha256.digest('hex'), blake2b: blake2b.digest('hex') };
}

async function requireSound(
  ptau: Ptau,
  engine: WasmEngine,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const verdict = await verifyPtau(ptau, engine, { progress });
  if (!verdict.ok)
    throw new Unfit(
      `the ptau does not verify (give its hash if it is one that you know): ${placed(verdict)}`,
    );
}
