import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { Refused } from '@brebaje/groth16/verify/verdict';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { CommandError, EXIT } from '../exit-codes.ts';
import { hex } from '../setup-files/tell.ts';
import type { Shell } from '../shell.ts';

/** What a ceremony's manifest fixes of the circuit that a genesis is of. Hashes are hexadecimal. */
export interface PinnedCircuit {
  readonly slug: string;
  /** SHA-256 of the manifest. */
  readonly manifest: string;
  /** Hash of what no contribution changes. */
  readonly immutable: string;
  /** Where phase 1 comes from, in words. */
  readonly phase1: string;
}

const MOST_BYTES = 16 << 20;
const HASH = /^[0-9a-f]{64}$/;

type Fields = Record<string, unknown>;

/** The text of a manifest: a file, or that of a ceremony on a server. Throws CommandError for another hash. */
export async function manifestText(
  what: string,
  expected: string | undefined,
  shell: Shell,
): Promise<string> {
  const text = /^https?:\/\//i.test(what) ? await manifestAt(what, shell) : await manifestIn(what);
  const hash = sha256(text);
  if (expected === undefined || hash === expected) return text;
  throw new CommandError(
    EXIT.fault,
    `refused by the consistency check (manifest): the manifest has the hash ${hash}`,
    'get the manifest that was meant',
    { findings: { check: 'consistency', code: 'manifest' } },
  );
}

/** The circuit of a manifest that has this genesis. Throws Refused when there is none, CommandError for no manifest. */
export async function pinnedCircuit(text: string, genesis: Zkey): Promise<PinnedCircuit> {
  const state = hex(await stateHash(genesis));
  const circuits = circuitsOf(text);
  const found = circuits.find(({ metadata }) => fieldsOf(metadata.genesis).state === state);
  if (!found) {
    throw new Refused({
      check: 'consistency',
      code: 'state',
      text: `no circuit of the manifest begins with this genesis, whose state is ${state}`,
    });
  }
  const { slug, metadata } = found;
  const { hash } = fieldsOf(metadata.immutable);
  if (typeof hash !== 'string' || !HASH.test(hash)) throw noManifest(`${slug} has no immutable part`);
  return { slug, manifest: sha256(text), immutable: hash, phase1: phase1Of(slug, metadata) };
}

/** Without it nothing says who may know τ, and nothing is “valid”. */
function phase1Of(slug: string, { phase1 }: Fields): string {
  const { sha256: file, power, contributions } = fieldsOf(phase1);
  if (typeof file === 'string' && HASH.test(file))
    return `pinned by the manifest: SHA-256 ${file}, power ${Number(power)}, ${Number(contributions)} contributions`;
  throw noManifest(`it does not say where the phase 1 of ${slug} comes from`);
}

async function manifestIn(path: string): Promise<string> {
  if ((await stat(path)).size > MOST_BYTES) throw noManifest(`${path} is too large`);
  return readFile(path, 'utf8');
}

async function manifestAt(url: string, shell: Shell): Promise<string> {
  // Whoever names a file loads nothing that speaks to a network.
  const { findCeremony } = await import('../rest/find-ceremony.ts');
  const { client, ceremony } = await findCeremony(url, {}, shell);
  const path = `/ceremonies/${ceremony.id}/manifest`;
  const { text } = (await client.call<{ text: string }>({ method: 'GET', path, signal: shell.signal })).body;
  if (typeof text !== 'string') throw noManifest(`${client.server} gives none`);
  return text;
}

function circuitsOf(text: string): { slug: string; metadata: Fields }[] {
  let json: Fields;
  try {
    json = fieldsOf(JSON.parse(text));
  } catch {
    throw noManifest('it is no JSON');
  }
  if (json.type !== 'brebaje/manifest/v1' || json.scheme !== 'GROTH16' || !Array.isArray(json.circuits))
    throw noManifest('it is not that of a Groth16 ceremony');
  return json.circuits.map((circuit) => {
    const { slug, metadata } = fieldsOf(circuit);
    return { slug: String(slug), metadata: fieldsOf(metadata) };
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function noManifest(why: string): CommandError {
  return new CommandError(EXIT.file, `the manifest cannot be used: ${why}`);
}
