/** The result of a ceremony of circuits: the value that ended it, the last states, the keys that follow from them. */
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type DrandChain, drandRandomness, roundFrom, roundSeconds } from '@brebaje/groth16/beacon/drand';
import { slotSeconds } from '@brebaje/groth16/beacon/ethereum';
import { NoContract, solidityVerifier } from '@brebaje/groth16/export/solidity-verifier';
import { verificationKey, verificationKeyText } from '@brebaje/groth16/export/verification-key';
import { composeZkey } from '@brebaje/groth16/zkey/compose';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { fromHex, toHex } from '@brebaje/kzg/hex';
import {
  ARCHIVE_FILES,
  type Archive,
  type FinalCircuit,
  type FinalDocument,
  finalSchema,
} from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { isComposed } from '../archive/compose-last.ts';
import { jsonOf } from '../archive/read-transcript.ts';
import { hashOf } from '../fingerprint.ts';
import type { StoredFile } from '../groth16/work-store.ts';
import { canonical } from '../rest/check-log.ts';
import {
  type OpenCircuit,
  openNamed,
  requireHashes,
  requireRecords,
  requireSound,
  type Steps,
} from './check-circuit.ts';
import type { Manifest } from './check-record.ts';
import { Wrong } from './findings.ts';
import type { Logged } from './read-log.ts';

const MOST_FINAL = 16 << 20;
const MOST_TEXT = 1 << 24;

/**
 * `final.json` is the one that the log ended the ceremony with, of this manifest and of these circuits; and every file
 * of the result is there with the hash that the log has. Throws Wrong.
 */
export async function requireFinal(
  folder: ArchiveFolder,
  { artifacts, circuits }: Archive,
  manifest: Manifest,
  logged: Logged,
): Promise<FinalDocument> {
  const name = ARCHIVE_FILES.artifact(ARCHIVE_FILES.final);
  const text = await folder.readText(name, MOST_FINAL);
  if (text === undefined) throw new Wrong(`${name} is missing`);
  const json = jsonOf(text);
  const { data } = finalSchema.safeParse(json);
  if (!data || canonical(json) !== text) throw new Wrong(`${name} is none in RFC 8785 JSON`);
  if (data.manifest !== manifest.hash) throw new Wrong(`${name} is of another manifest`);
  await requireFrozen(folder, artifacts, logged);
  if (data.circuits.length !== circuits.length) throw new Wrong('circuits are missing in the result');
  for (const [i, { slug }] of circuits.entries())
    if (data.circuits[i]!.slug !== slug) throw new Wrong(`the circuit ${slug} is missing in the result`);
  return data;
}

/** The stored files of the result are exactly those that the log names; those that are not `wanted` need not be there. */
export async function requireFrozen(
  folder: ArchiveFolder,
  artifacts: Archive['artifacts'],
  { artifacts: named }: Logged,
  wanted: (artifact: Archive['artifacts'][number]) => boolean = () => true,
): Promise<void> {
  if (!named) throw new Wrong('the log does not say that there is a result');
  const stored = artifacts.filter((artifact) => !isComposed(artifact));
  for (const artifact of stored) {
    const { name, sha256, size } = artifact;
    if (named.get(name) !== sha256) throw new Wrong(`${name} is not the file that the log names`);
    if (!wanted(artifact)) continue;
    const files: StoredFile[] = [];
    try {
      const path = ARCHIVE_FILES.artifact(name);
      await requireHashes(folder, await openNamed(folder, path, files), path, { sha256, size });
    } finally {
      for (const file of files) await file.close();
    }
  }
  if (stored.length !== named.size) throw new Wrong('a file that the log names is missing');
}

/** Whether a beacon can be checked here, and what was found, as a sentence. */
export interface FoundBeacon {
  checked: boolean;
  text: string;
}

/**
 * The value that ended the ceremony is the one that its manifest's rule gives: named before anybody could know it,
 * published after the last contribution, and, of drand, signed by its network. Throws Wrong.
 */
export function requireBeacon(
  { beacon }: FinalDocument,
  { document }: Manifest,
  logged: Logged,
  drand: DrandChain,
): FoundBeacon {
  const rule = document.beacon;
  if (!rule) throw new Wrong('the manifest names no beacon');
  if (rule.exponent !== beacon.exponent)
    throw new Wrong(`it is hashed 2^${beacon.exponent} times, and not as agreed`);
  const isRound = beacon.source === 'drand-quicknet';
  if ((rule.source === 'drand-quicknet') !== isRound)
    throw new Wrong(`it is of ${beacon.source}, and not as agreed`);
  const publishedAt = 1000 * (isRound ? roundSeconds(drand, beacon.round) : slotSeconds(beacon.slot));
  const what = isRound ? `round ${beacon.round}` : `slot ${beacon.slot}`;
  requireNamed(
    what,
    isRound ? beacon.round : beacon.slot,
    isRound ? 'round' : 'slot',
    publishedAt,
    rule.slot,
    logged,
  );
  for (const accepted of logged.accepted.values())
    if (accepted.some(({ at }) => at >= publishedAt))
      throw new Wrong(`${what} came before the last contribution`);
  if (!isRound)
    return {
      checked: false,
      text: `${what}: whether this is its value, only Ethereum’s nodes and archives tell`,
    };
  const { closedAt } = logged;
  if (closedAt === undefined) throw new Wrong('the log does not say when the ceremony closed');
  const first = roundFrom(drand, closedAt / 1000 + 3600 * (rule.notBefore ?? 0));
  if (beacon.round < first) throw new Wrong(`${what} comes before ${first}, the first that the rule allows`);
  const randomness = drandRandomness(drand, beacon.round, beacon.signature);
  if (!randomness) throw new Wrong(`its signature is not drand’s of ${what}`);
  if (toHex(randomness) !== beacon.randomness) throw new Wrong('its value is not the hash of its signature');
  const time = new Date(publishedAt).toISOString().slice(0, 19);
  return { checked: true, text: `${what} of drand, signed by its network, of ${time} UTC` };
}

/** Whoever named it did not know it, and nothing earlier was ever taken. */
function requireNamed(
  what: string,
  number: number,
  kind: 'round' | 'slot',
  publishedAt: number,
  fixed: number | undefined,
  { beacons }: Logged,
): void {
  const named = beacons.filter((one) => one[kind] !== undefined);
  let before = fixed ?? 0;
  for (const one of named) {
    if (one[kind]! < before) throw new Wrong(`${kind} ${one[kind]} was named after a later one`);
    before = one[kind]!;
  }
  const last = named.at(-1);
  if ((last?.[kind] ?? fixed) !== number) throw new Wrong(`${what} is not the one that the log names`);
  if (last && last.at >= publishedAt) throw new Wrong(`${what} was named when it was known already`);
}

/** What is compared of a circuit's end. */
export interface OpenEnd {
  readonly end: FinalCircuit;
  readonly beacon: FinalDocument['beacon'];
}

/** The last state of a circuit is sound from its genesis to the beacon, and is what the result says. Throws Wrong. */
export async function requireEnd(
  engine: WasmEngine,
  folder: ArchiveFolder,
  open: OpenCircuit,
  { end, beacon }: OpenEnd,
  steps: Steps = {},
): Promise<void> {
  const { metadata, circuit } = open;
  const { genesis, immutable, final } = end;
  if (genesis.sha256 !== metadata.genesis.sha256 || genesis.state !== metadata.genesis.state)
    throw new Wrong('it begins with another genesis than the manifest’s');
  const { sha256, size, hash } = metadata.immutable;
  if (immutable.sha256 !== sha256 || immutable.size !== size || immutable.hash !== hash)
    throw new Wrong('what no contribution changes is not that of the manifest');
  if (end.contributions !== circuit.contributions)
    throw new Wrong(
      `it counts ${end.contributions} contributions, and ${circuit.contributions} were published`,
    );
  if (circuit.head !== final.sha256) throw new Wrong('the chain ends in another state');
  await withLast(folder, circuit.slug, async (source, slim, name) => {
    await requireHashes(folder, source, name, { sha256: final.sha256 });
    const value = { bytes: fromHex(beacon.randomness)!, exponent: beacon.exponent };
    const { stateHash, contributionHashes } = await requireSound(engine, open, slim, value, steps);
    if (toHex(stateHash) !== final.state) throw new Wrong('the stateHash of the last state is another one');
    if (toHex(contributionHashes.at(-1)!) !== final.contributionHash)
      throw new Wrong('the hash of the beacon’s contribution is another one');
    await requireRecords(folder, open, slim, 1);
    await requireHashes(folder, composeZkey(slim, open.immutable), final.whole.name, final.whole);
    await requireKept(folder, final.whole);
  });
}

async function withLast<Result>(
  folder: ArchiveFolder,
  slug: string,
  use: (source: StoredFile, slim: Zkey, name: string) => Promise<Result>,
): Promise<Result> {
  const files: StoredFile[] = [];
  try {
    const name = ARCHIVE_FILES.artifact(ARCHIVE_FILES.last(slug));
    const source = await openNamed(folder, name, files);
    return await use(source, await openZkey(source, { kind: 'slim' }), name);
  } finally {
    for (const file of files) await file.close();
  }
}

/** The whole zkey, where it was put together already. */
async function requireKept(
  folder: ArchiveFolder,
  { name, ...expected }: FinalCircuit['final']['whole'],
): Promise<void> {
  const path = ARCHIVE_FILES.artifact(name);
  if ((await folder.size(path)) === undefined) return;
  const files: StoredFile[] = [];
  try {
    await requireHashes(folder, await openNamed(folder, path, files), path, expected);
  } finally {
    for (const file of files) await file.close();
  }
}

/** Verification key and contract are what the last zkey gives, byte for byte. Answers which there are. Throws Wrong. */
export async function requireExports(
  engine: WasmEngine,
  folder: ArchiveFolder,
  open: OpenCircuit,
  { files }: FinalCircuit,
): Promise<string[]> {
  const { slug } = open.circuit;
  const texts = await withLast(folder, slug, async (_, slim) => {
    const key = await verificationKey(engine, await openZkey(composeZkey(slim, open.immutable)));
    return { [ARCHIVE_FILES.key(slug)]: verificationKeyText(key), ...contractOf(slug, key) };
  });
  for (const [name, text] of Object.entries(texts)) {
    const found = await folder.readText(ARCHIVE_FILES.artifact(name), MOST_TEXT);
    if (found === undefined) throw new Wrong(`${name} is missing`);
    if (found !== text) throw new Wrong(`${name} is not what the last zkey gives`);
  }
  const last = ARCHIVE_FILES.last(slug);
  const named = new Map(files.map(({ name, sha256 }) => [name, sha256]));
  for (const [name, text] of Object.entries(texts))
    if (named.get(name) !== hashOf(new TextEncoder().encode(text)))
      throw new Wrong(`${name} is another file in ${ARCHIVE_FILES.final}`);
  const others = [...named.keys()].filter((name) => name !== last && !(name in texts));
  if (others.length > 0) throw new Wrong(`nobody can tell where ${others[0]} comes from`);
  return Object.keys(texts);
}

/** None where Ethereum could not run one. */
function contractOf(slug: string, key: Parameters<typeof solidityVerifier>[0]): Record<string, string> {
  try {
    return { [ARCHIVE_FILES.contract(slug)]: solidityVerifier(key) };
  } catch (error) {
    if (error instanceof NoContract) return {};
    throw error;
  }
}
