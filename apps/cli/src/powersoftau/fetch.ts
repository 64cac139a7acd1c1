import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { PUBLISHED_PTAUS, publishedPtau } from '@brebaje/groth16/ptau/published';
import { ptauPower } from '@brebaje/groth16/r1cs/domain';
import { CommandError, EXIT } from '../exit-codes.ts';
import { useProxies } from '../proxy.ts';
import { bytes, document, facts, table } from '../rest/tell.ts';
import { requirePlace } from '../setup-files/new-file.ts';
import { atWorkbench, type FileOptions, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { algorithmOf, download } from './download.ts';
import { ptauSize } from './make.ts';
import { hashFile } from './require-powers.ts';

export interface FetchPowersOptions extends FileOptions {
  for?: string;
  power?: number;
  from?: string;
  ptauHash?: string;
  list?: boolean;
  force?: boolean;
}

/** Bytes of all records of a phase 1: hundreds of contributions have less. */
const MOST_RECORD_BYTES = 4 << 20;

/** What a prepared file of a power on BN254 has about, without its records. */
function sizeOf(power: number): number {
  return ptauSize({ curve: 'bn254', power, ceremonyPower: power }, 0, true);
}

/** `brebaje powersoftau fetch`. */
export function fetchPowers(
  output: string | undefined,
  options: FetchPowersOptions,
  shell: Shell,
): Promise<void> {
  if (options.list) return list(options, shell);
  const { for: circuit, from, ptauHash } = options;
  if (circuit === undefined && options.power === undefined)
    throw new CommandError(EXIT.usage, 'give --for <r1cs>, or --power <n>');
  return atWorkbench(shell, options, async (bench) => {
    const need = await needed(bench, options);
    const published = need.curve === 'bn254' ? publishedPtau(need.power) : undefined;
    const hash = ptauHash ?? published?.blake2b;
    const source = from ?? published?.url;
    if (source === undefined || hash === undefined) throw unpublished(need);
    // A file that somebody names by its hash may be of a larger power; nothing has more than the largest.
    const most = sizeOf(ptauHash === undefined ? published!.power : 28) + MOST_RECORD_BYTES;
    const isRemote = /^https?:\/\//i.test(source);
    const path = isRemote ? (output ?? nameOf(source)) : source;
    if (!options.json) tellPlan(bench, { need, source, hash, power: published?.power });
    if (!isRemote && output !== undefined)
      throw new CommandError(EXIT.usage, `${source} is a file: it is checked, and stays where it is`);
    const isThere = (await sizeAt(path)) !== undefined;
    if (isThere && (await hashOf(bench, path, hash)) === hash) {
      bench.line.line(`${path} is there, and has the hash`);
    } else {
      if (!isRemote) throw wrongFile(path);
      const size = ptauHash === undefined ? sizeOf(published!.power) : 0;
      await fetchTo(bench, path, { url: source, hash, most, size }, options);
    }
    await tellPtau(bench, path, hash, need, options);
  });
}

interface Need {
  readonly curve: 'bn254' | 'bls12-381';
  readonly power: number;
}

async function needed(bench: Workbench, { for: circuit, power = 1 }: FetchPowersOptions): Promise<Need> {
  if (circuit === undefined) return { curve: 'bn254', power };
  const { header } = await bench.r1cs(circuit);
  const need = { curve: header.curve, power: ptauPower(header) };
  if (power > 1 && power < need.power)
    throw new CommandError(EXIT.usage, `${circuit} needs the power ${need.power}, and not ${power}`);
  return { ...need, power: Math.max(power, need.power) };
}

function unpublished({ curve, power }: Need): CommandError {
  return new CommandError(
    EXIT.usage,
    `no phase 1 on ${curve} with the power ${power} is known here`,
    'name one that you trust: --from <url or file> with --ptau-hash <its published hash>',
  );
}

function wrongFile(path: string): CommandError {
  return new CommandError(
    EXIT.unsafe,
    `${path} is not the file that has this hash`,
    'get the one that was meant',
  );
}

function nameOf(url: string): string {
  const name = basename(new URL(url).pathname);
  if (/^[\w-][\w.-]*$/.test(name)) return name;
  throw new CommandError(EXIT.usage, `${url} names no file`, 'say where it goes');
}

async function sizeAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

async function hashOf(bench: Workbench, path: string, hash: string): Promise<string> {
  return hashFile(bench, await bench.source(path), algorithmOf(hash));
}

async function fetchTo(
  bench: Workbench,
  path: string,
  file: { url: string; hash: string; most: number; size: number },
  { force = false }: FetchPowersOptions,
): Promise<void> {
  const { shell, line, signal } = bench;
  const there = (await sizeAt(`${path}.part`)) ?? 0;
  await requirePlace(path, { size: Math.max(0, file.size - there), force });
  useProxies(shell);
  await download(nodeSurroundings(), file, path, {
    signal,
    received: (done, total) => line.bar('Downloading', done, total, 'bytes'),
    emit: ({ reason, pause }) =>
      line.stage(`No connection, or it broke off (${reason}); trying again in ${Math.ceil(pause / 1000)} s`),
  });
  line.line(`Wrote ${path}`);
}

function tellPlan(
  { shell }: Workbench,
  plan: { need: Need; source: string; hash: string; power: number | undefined },
): void {
  const { need, source, hash, power } = plan;
  facts(shell, [
    ['Needed', `power ${need.power} on ${need.curve}`],
    ['Source', source],
    ['Power', power],
    ['Size', power === undefined ? undefined : `about ${bytes(sizeOf(power))}`],
    [hash.length === 64 ? 'SHA-256' : 'BLAKE2b', hash],
  ]);
}

/** What came is what was asked for, and does for what is needed. Throws CommandError. */
async function tellPtau(
  bench: Workbench,
  path: string,
  hash: string,
  need: Need,
  { json }: FetchPowersOptions,
): Promise<void> {
  const { header, prepared, records, source } = await bench.ptau(path);
  const { curve, power } = header;
  const unfit = (why: string) => new CommandError(EXIT.file, `${path} has the hash, but ${why}`);
  if (curve !== need.curve) throw unfit(`is on ${curve}, and not on ${need.curve}`);
  if (power < need.power) throw unfit(`has the power ${power}, and ${need.power} is needed`);
  if (!prepared) bench.note(`${path} is not prepared: brebaje powersoftau prepare phase2 comes next`);
  if (json) {
    const found = { file: path, bytes: source.size, curve, power, needed: need.power, prepared, hash };
    document(bench.shell, { ...found, contributions: records.length, notes: bench.notes });
    return;
  }
  bench.shell.out(bench.shell.style('green', `${path} has the published hash.`));
}

async function list({ json }: FetchPowersOptions, shell: Shell): Promise<void> {
  const all = PUBLISHED_PTAUS.map((one) => ({ ...one, aboutBytes: sizeOf(one.power) }));
  if (json) return document(shell, { curve: 'bn254', files: all });
  const rows = all.map(({ power, url, aboutBytes }) => [power, bytes(aboutBytes), url]);
  table(shell, ['Power', 'About', 'Source'], rows);
  shell.err('On BN254, prepared; --json shows the hashes. On BLS12-381 no prepared phase 1 is known here.\n');
}
