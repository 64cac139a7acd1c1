/** Reading and checking one Groth16 contribution; runs in the verification thread. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { FileError } from '@brebaje/groth16/file-error';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import { confirmRefusal } from '@brebaje/groth16/verify/confirm-refusal';
import type { Refusal } from '@brebaje/groth16/verify/verdict';
import { type AcceptedContribution, verifyContribution } from '@brebaje/groth16/verify/verify-contribution';
import { slimPart } from '@brebaje/groth16/zkey/compose';
import { recordBytes } from '@brebaje/groth16/zkey/records';
import { openZkey, SLIM_ORDER, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { fromHex, toHex } from '@brebaje/kzg/hex';
import { VERSION } from '@brebaje/protocol/version';
import { forgetSums, keptSums } from './kept-sums.ts';
import { reading } from './reading-files.ts';
import type {
  Checks,
  Groth16Answer,
  Groth16Files,
  Groth16Read,
  Groth16Record,
} from './verification-messages.ts';

const SOFTWARE = `brebaje groth16 ${VERSION}`;

/**
 * Whether a file is a zkey, whole or slim, whose new record names nobody but its contributor. The name is looked at
 * here and not when the contribution is checked: nothing is bound to it, so it is mended without computing again.
 */
export function readZkey(upload: string, turn: { base: string; name: string } | null): Promise<Groth16Read> {
  return reading([upload, ...(turn ? [turn.base] : [])], async ([file, base]) => {
    try {
      const zkey = await openEither(file!);
      if (!turn || !base) return { fault: null };
      const before = (await openZkey(base, { kind: 'slim' })).records.list.length;
      const name = zkey.records.list.length === before + 1 ? zkey.records.list[before]?.name : undefined;
      const own = name === undefined || name === '' || name === turn.name;
      return { fault: own ? null : `its record names “${name}”: it must name “${turn.name}”, or nobody` };
    } catch (error) {
      if (error instanceof FileError) return { fault: error.message };
      throw error;
    }
  });
}

/**
 * Checks an uploaded zkey against the state it must extend. A refusal that is not confirmed throws, and so does one
 * of files that the disk has changed: faults of ours.
 */
export function verifyZkeyUpload(
  engineOf: (curve: CurveName) => Promise<WasmEngine>,
  files: Groth16Files,
): Promise<Groth16Answer> {
  const paths = [files.genesis, files.before, files.upload];
  return reading(paths, async ([genesisFile, beforeFile, uploadFile]) => {
    const started = performance.now();
    const genesis = await openZkey(genesisFile!, { kind: 'slim' });
    const before = await openZkey(beforeFile!, { kind: 'slim' });
    const upload = await openEither(uploadFile!);
    const { curve } = genesis.header;
    const engine = await engineOf(curve);
    const sums = await keptSums(files.sums, genesis, () => sumGenesis(engine, genesis));
    const { records } = before;
    const immutable = fromHex(files.immutable);
    if (!immutable) throw new Error('the immutable hash of the circuit is damaged');
    const verdict = await verifyContribution(engine, { genesis: sums, immutable, records }, upload);
    const milliseconds = Math.round(performance.now() - started);
    if (verdict.ok) {
      const record = await recordOf(verdict, before, upload);
      return { ok: true, curve, kind: upload.kind, record, checks: passed(milliseconds) };
    }
    await forgetSums(files.sums);
    for (const path of paths) await requireUnchanged(path);
    if (!(await confirmRefusal(engine, { genesis, records, upload }, verdict)))
      throw new Error(`two engines disagree about a refusal: ${verdict.check}/${verdict.code}`);
    const { code, text } = verdict;
    return { ok: false, curve, code: `Groth16::${code}`, text, checks: refused(verdict, milliseconds) };
  });
}

/** Whole or slim: they differ in how many sections they say they have. */
async function openEither(source: ByteSource): Promise<Zkey> {
  const COUNT = 8;
  const slim = source.size > COUNT && (await source.read(COUNT, COUNT + 1))[0] === SLIM_ORDER.length;
  return openZkey(source, { kind: slim ? 'slim' : 'whole' });
}

/** Throws when a blob no longer has the hash that is its name. */
async function requireUnchanged(path: string): Promise<void> {
  const hash = createHash('sha256');
  await reading([path], async ([file]) => {
    for await (const bytes of streamOf(file!)) hash.update(bytes);
  });
  if (hash.digest('hex') !== basename(path))
    throw new Error(`blob ${basename(path)} does not have its hash any more`);
}

async function recordOf(
  { record, contributionHash, stateHash: state }: AcceptedContribution,
  before: Zkey,
  upload: Zkey,
): Promise<Groth16Record> {
  const sha256 = createHash('sha256');
  const blake2b = createHash('blake2b512');
  for await (const bytes of upload.kind === 'slim' ? streamOf(upload.source) : slimPart(upload)) {
    sha256.update(bytes);
    blake2b.update(bytes);
  }
  // What was just read is stored: it must be what was checked.
  if (toHex(await stateHash(upload)) !== toHex(state)) throw new Error('the disk changes what it gives');
  return {
    record: toHex(recordBytes(record)),
    contributionHash: toHex(contributionHash),
    previousState: toHex(await stateHash(before)),
    state: toHex(state),
    head: { sha256: sha256.digest('hex'), blake2b: blake2b.digest('hex') },
  };
}

const result = (verdict: 'passed' | 'failed' | 'skipped', milliseconds = 0, message = '') => ({
  verdict,
  milliseconds,
  software: SOFTWARE,
  message,
});

/** One pass over the file does all three; its time stands where it ends. */
function passed(milliseconds: number): Checks {
  return {
    format: result('passed'),
    consistency: result('passed'),
    mathematical: result('passed', milliseconds),
  };
}

/** Equations come last, but for the hash of what came before the record. */
function refused({ check, code, text }: Refusal, milliseconds: number): Checks {
  const others = result(check === 'mathematical' && code !== 'transcript' ? 'passed' : 'skipped');
  const checks = { format: others, consistency: others, mathematical: result('skipped') };
  return { ...checks, [check]: result('failed', milliseconds, text) };
}
