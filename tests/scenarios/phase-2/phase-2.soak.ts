/**
 * A Groth16 ceremony of three circuits and ten people: by command, by library, by snarkjs and by hand; two let their
 * time pass, one sends garbage, one is killed while it uploads, the server is killed twice.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlace, type Place } from '@brebaje/cli/testing/run-cli';
import { chainOfSquares, compileCircuit } from '@brebaje/groth16/testing/circuits';
import { endSnarkjs, snarkjsCurve, written } from '@brebaje/groth16/testing/snarkjs';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../../faults/server-process.ts';
import { REAL_ROUND, REAL_TIME } from '../../support/circuit-ceremony.ts';
import { CLOCKED_SERVER, ClockFile } from '../../support/clock.ts';
import { freePort } from '../../support/free-port.ts';
import { brebaje, judge } from '../../support/verify-command.ts';
import { contributeByLibrary } from './library-contributor.ts';
import { comeAsGuest, type Guest } from './people.ts';
import { judged } from './proofs.ts';
import { stallingProxy } from './stalling-proxy.ts';
import { where } from './where.ts';

const SLUG = 'three';
const LONGEST = 240_000;
const MINUTE = 60_000;

/** As the coordinator writes it down. */
const CEREMONY = `slug = "${SLUG}"
title = "Three circuits"
scheme = "GROTH16"
test = true
[about]
support = "help@example.org"
[eligibility]
accounts = "ANY"
[policy]
contribution-time = "2m"
contribution-time-by-size = false
drain-patience = "10s"
lost-turn = "BARRED"
`;

const CIRCUITS: Record<string, { source: string; input: Record<string, string | string[]> }> = {
  squares: { source: chainOfSquares(20), input: { a: '3', b: '4' } },
  cubes: { source: cubes(1), input: { x: ['3'] } },
  sums: { source: cubes(5), input: { x: ['1', '2', '3', '4', '5'] } },
};

/** `count` public outputs, each the cube of its input and 5. */
function cubes(count: number): string {
  return `pragma circom 2.0.0;
    template Cubes(n) { signal input x[n]; signal output out[n]; signal s[n];
      for (var i = 0; i < n; i++) { s[i] <== x[i] * x[i]; out[i] <== s[i] * x[i] + 5; } }
    component main = Cubes(${count});`;
}

let folder: string;
let clock: ClockFile;
let removeRows: () => Promise<void> = async () => {};
let server: ServerProcess;
let coordinator: Place;
let ceremony: { id: number; slug: string };
const places: Place[] = [];
const programs = new Map<string, Uint8Array>();
async function newPlace(): Promise<Place> {
  const place = await makePlace();
  places.push(place);
  return place;
}

/** Runs a command of the coordinator; answers its document. */
// biome-ignore lint/suspicious/noExplicitAny: tests read documents as they like
async function act(...args: string[]): Promise<any> {
  const ran = await coordinator.run([...args, '--json']);
  if (ran.code !== 0) throw new Error(`${args.join(' ')}: ${ran.code} ${ran.out}${ran.err}`);
  return ran.json;
}

async function linkFor(name: string): Promise<string> {
  const { link } = await act('participant', 'invite', SLUG, '--name', name);
  return link;
}

const guest = async (name: string): Promise<Guest> => comeAsGuest(server.url, await linkFor(name), name);

async function contributeByCommand(
  place: Place,
  link: string,
  name: string,
  watch?: (err: string, kill: () => void) => void,
) {
  const args = ['contribute', link, '--name', name, '--accept-terms', '1', '--json'];
  const ran = await place.run(args, watch ? { watch: (err, _, kill) => watch(err, kill) } : {});
  if (ran.code !== 0) throw new Error(`${name}: ${ran.code} ${ran.out}${ran.err}`);
  return ran.json.contributions as { circuit: string; position: number }[];
}

const read = async (path: string) => (await server.send(path)).json;

async function restart(): Promise<void> {
  await server.kill();
  await server.start();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'brebaje-phase-2-'));
  clock = new ClockFile(join(folder, 'clock.json'), REAL_TIME - 12 * 60 * MINUTE);
  const { options, remove } = await where();
  removeRows = remove;
  const file = join(folder, 'options.json');
  writeFileSync(file, JSON.stringify(options), { mode: 0o600 });
  const flags = ['--clock', clock.path, '--options', file];
  server = new ServerProcess(join(folder, 'data'), await freePort(), flags, CLOCKED_SERVER);
  await server.start();
  coordinator = await newPlace();
  await coordinator.run(['login', /http\S+#\S+/.exec(server.said)![0]]);
  await act('powersoftau', 'new', 'bn128', '7', 'pot_0000.ptau');
  await act('powersoftau', 'contribute', 'pot_0000.ptau', 'pot_0001.ptau', '--name', 'Ann');
  await act('powersoftau', 'prepare', 'phase2', 'pot_0001.ptau', 'pot.ptau');
  const tables: string[] = [];
  for (const [slug, { source }] of Object.entries(CIRCUITS)) {
    const { r1cs, wasm } = await compileCircuit(source, 'bn254', { wasm: true });
    programs.set(slug, wasm!);
    writeFileSync(join(coordinator.folder, `${slug}.r1cs`), r1cs);
    tables.push(
      `[[circuits]]\nslug = "${slug}"\nr1cs = "${slug}.r1cs"\nptau = "pot.ptau"\ncompiler = "circom"\n`,
    );
  }
  writeFileSync(join(coordinator.folder, 'three.toml'), CEREMONY + tables.join(''));
  await act('ceremony', 'create', 'three.toml', '--open');
  const { id, slug } = await read(`/ceremonies/by-slug/${SLUG}`);
  ceremony = { id, slug };
}, LONGEST);
afterAll(async () => {
  await server.kill();
  await removeRows();
  for (const place of places) await place.remove();
  rmSync(folder, { recursive: true, force: true });
  await endSnarkjs();
});

describe('a ceremony of three circuits', () => {
  it(
    'goes on when two people let their time pass, and one sends garbage',
    async () => {
      const idlers = [await guest('Ida'), await guest('Ian')];
      for (const idler of idlers) {
        await idler.begin();
        // As fast as time may pass without counting as a stall of the server.
        const timedOut = async () => {
          clock.step(4_000);
          return ['TIMEDOUT', 'EXHUMED'].includes((await idler.read()).status);
        };
        await expect.poll(timedOut, { timeout: 2 * MINUTE, interval: 300 }).toBe(true);
      }
      const mallory = await guest('Mallory');
      const { base } = await mallory.begin();
      const taken = new Uint8Array(await (await fetch(new URL(base.url, server.url))).arrayBuffer());
      expect((await mallory.handIn('slim', taken.subarray(1))).json.code).toBe('NOT_A_CONTRIBUTION');
      expect((await mallory.handIn('slim', taken)).status).toBe(200);
      await expect.poll(async () => (await mallory.read()).status, { timeout: MINUTE }).toBe('TIMEDOUT');
    },
    LONGEST,
  );

  it(
    'takes seven contributions to each, by four kinds of clients, with both ends killed in between',
    async () => {
      const first = await newPlace();
      let killed: Promise<void> | undefined;
      const watch = (err: string) => {
        if (err.includes('it is our turn')) killed ??= restart();
      };
      expect(await contributeByCommand(first, await linkFor('Ada'), 'Ada', watch)).toHaveLength(3);
      await killed;

      const proxy = await stallingProxy(server.port);
      const second = await newPlace();
      const link = (await linkFor('Bea')).replace(server.url, proxy.url);
      const begun = contributeByCommand(second, link, 'Bea', (_, kill) => void proxy.stalled.then(kill));
      await expect(begun).rejects.toThrow();
      const resumed: string[] = [];
      await contributeByCommand(second, link, 'Bea', (err) => void resumed.push(err));
      expect(resumed.at(-1)).toContain('an earlier run has finished the work');
      await proxy.close();

      const together = await Promise.all([
        linkFor('Cleo').then(async (url) => contributeByCommand(await newPlace(), url, 'Cleo')),
        guest('Dan').then((dan) => contributeByLibrary(server.url, ceremony, dan, 'Dan')),
        guest('Eve').then((eve) => contributeByLibrary(server.url, ceremony, eve, 'Eve')),
      ]);
      expect(together.map(({ length }) => length)).toEqual([3, 3, 3]);

      await snarkjsCurve('bn254');
      const grace = await guest('Grace');
      for (const _ of programs.keys()) {
        const { base } = await grace.begin();
        const whole = new Uint8Array(await (await fetch(new URL(base.whole.url, server.url))).arrayBuffer());
        const after = await written((to) => snarkjs.zKey.contribute(whole, to, 'Grace', 'as she likes'));
        expect((await grace.handIn('whole', after)).status).toBe(200);
        await expect
          .poll(async () => (await grace.read()).status, { timeout: MINUTE })
          .not.toBe('CONTRIBUTING');
      }
      const last = await newPlace();
      await contributeByCommand(last, await linkFor('Hal'), 'Hal');
      const { circuits } = await read(`/ceremonies/${ceremony.id}`);
      expect(circuits.map(({ contributions }: { contributions: number }) => contributions)).toEqual([
        7, 7, 7,
      ]);
    },
    LONGEST,
  );

  it(
    'ends with keys that prove, and is verified with and without its server',
    async () => {
      const day = 24 * 60 * MINUTE;
      await clock.during(REAL_TIME - 1_000, () =>
        act('ceremony', 'close', SLUG, '--reason', 'everybody was there'),
      );
      await expect
        .poll(async () => (await read(`/ceremonies/${ceremony.id}`)).drained, { timeout: MINUTE })
        .toBe(true);
      const { beacon } = await read(`/ceremonies/${ceremony.id}`);
      expect(beacon).toMatchObject({ round: REAL_ROUND.round });
      const early = await coordinator.run([
        'ceremony',
        'finalize',
        SLUG,
        '--beacon',
        JSON.stringify(REAL_ROUND),
      ]);
      expect(early.code).not.toBe(0);
      clock.step(day + MINUTE);
      await act('ceremony', 'finalize', SLUG, '--beacon', JSON.stringify(REAL_ROUND));
      await restart();
      const status = async () => (await read(`/ceremonies/${ceremony.id}`)).status;
      await expect.poll(status, { timeout: 2 * MINUTE }).toBe('FINALIZED');

      const { items } = await read(`/ceremonies/${ceremony.id}/artifacts`);
      const file = async (name: string) => {
        const { url } = items.find((item: { name: string }) => item.name === name);
        return new Uint8Array(await (await fetch(server.url + url)).arrayBuffer());
      };
      const text = async (name: string) => new TextDecoder().decode(await file(name));
      for (const [slug, { input }] of Object.entries(CIRCUITS)) {
        const result = {
          zkey: await file(`${slug}_final.zkey`),
          vkey: await text(`${slug}_vkey.json`),
          contract: await text(`${slug}_verifier.sol`),
        };
        const verdicts = await judged(result, { wasm: programs.get(slug)!, input });
        expect({ slug, ...verdicts }).toEqual({ slug, snarkjs: [true, false], contract: [true, false] });
      }

      const ptau = ['--ptau', join(coordinator.folder, 'pot.ptau')];
      const valid = { code: 0, json: { grade: 'valid', finalized: true } };
      const page = `${server.url}/c/${SLUG}`;
      expect(await judge(folder, page, ...ptau)).toMatchObject(valid);
      const archive = join(folder, 'archive');
      expect((await brebaje(folder, 'archive', page, '-o', archive)).code).toBe(0);
      await server.kill();
      rmSync(server.data, { recursive: true });
      expect(await judge(folder, archive, ...ptau, '--each')).toMatchObject(valid);
    },
    LONGEST,
  );
});
