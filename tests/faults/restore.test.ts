import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlace, type Place } from '@brebaje/cli/testing/run-cli';
import { randomScalar } from '@brebaje/curves/scalar';
import { type BatchContribution, encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { signReceipt } from '@brebaje/kzg/receipt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Contributor, newApiContributor } from '../support/contributor.ts';
import { freePort } from '../support/free-port.ts';
import { outcome } from '../support/http.ts';
import { verdictOf } from '../support/transcript.ts';
import { Disk, Ledger } from './ledger.ts';
import { ServerProcess } from './server-process.ts';

/** Whoever waits may ask again after a tenth of a second. */
const OFTEN = ['--check-in-interval', '60s', '--check-in-tolerance', '59.9s'];
const FLAGS = ['--ceremony-sizes', '4,3:8,3', ...OFTEN];
const BUSY = [200, 'TryContributeError::AnotherContributionInProgress'];
/** For a machine that does much else. */
const PATIENCE = 300_000;
const REASON = ['--reason', 'a test'];

/** Somebody whose contribution was accepted, and the two files that they keep. */
interface Holder {
  person: Contributor;
  files: [contribution: string, receipt: string];
  answer: string;
}

let place: Place;
let folder: string;
let port: number;
let server: ServerProcess;
let waiting: Contributor;
/** Accepted after the backup; the first of them was at turn while it was made. */
let later: Holder[];
let lost: string;

async function accepted(person: Contributor, name: string, handedOut?: string): Promise<Holder> {
  const sent = await person.compute(handedOut ?? (await person.start()));
  const answer = await person.post(sent);
  expect(answer.status).toBe(200);
  const files: Holder['files'] = [join(folder, `${name}.json`), join(folder, `${name}-receipt.json`)];
  writeFileSync(files[0], encodeContribution(sent));
  writeFileSync(files[1], answer.text);
  return { person, files, answer: answer.text };
}

const transcript = async () => (await server.send('/info/current_state')).text;
async function word(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { code, out, err } = await place.run([...args, '--data', server.data]);
  return { code, out, err };
}
const resubmit = (files: string[]) => word('resubmit', ...files);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'brebaje-restore-'));
  place = await makePlace();
  port = await freePort();
  server = new ServerProcess(join(folder, 'first'), port, FLAGS);
  await server.start();
  await accepted(await newApiContributor(server), 'before');
  const atTurn = await newApiContributor(server);
  const handedOut = await atTurn.start();
  waiting = await newApiContributor(server);
  expect(outcome(await waiting.poll())).toEqual(BUSY);
  const backup = await word('backup', join(folder, 'backup'));
  expect(backup).toMatchObject({ code: 0 });
  later = [await accepted(atTurn, 'one', handedOut)];
  for (const name of ['two', 'three']) later.push(await accepted(await newApiContributor(server), name));
  lost = await transcript();
  await server.kill();
}, PATIENCE);

afterAll(async () => {
  await server.kill();
  await place.remove();
  rmSync(folder, { recursive: true, force: true });
});

it(
  'is paused, and says where it stands',
  async () => {
    const before = server;
    server = new ServerProcess(join(folder, 'second'), port, FLAGS);
    const restored = await place.run(['restore', join(folder, 'backup'), '--data', server.data]);
    expect(restored).toMatchObject({ code: 0, out: expect.stringMatching(/paused/) });
    expect(restored.out).toMatch(/kzg: contribution 1 is the latest, head [0-9a-f]{64}/);
    expect(before.complaints).toEqual([]);
    await server.start();
    expect(server.said).toMatch(/PAUSED {2}Contribution 1 is the latest, head [0-9a-f]{64}/);
    expect((await server.send('/info/status')).json).toMatchObject({ num_contributions: 1, lobby_size: 1 });
    expect(outcome(await (await newApiContributor(server)).poll())).toEqual(BUSY);
  },
  PATIENCE,
);

it(
  'refuses what was not accepted before, and what does not come next',
  async () => {
    const [one, two] = later as [Holder, Holder];
    const held = await transcript();
    const write = (name: string, content: string | Uint8Array) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const receipt = JSON.parse(one.answer) as { receipt: string; signature: string };
    const forged = { ...receipt, signature: signReceipt(receipt.receipt, randomScalar().reverse()) };
    const changed = {
      ...receipt,
      receipt: receipt.receipt.replace(one.person.identity, two.person.identity),
    };
    // The keys are those of the receipt, and the powers are not what the keys make of the head.
    const tampered: BatchContribution = parseContribution(readFileSync(one.files[0]));
    tampered.contributions[0]!.g1.copyWithin(48, 96, 144);
    // Without a receipt, somebody who took the state from the paused server's transcript is nobody's successor.
    const stranger = parseContribution(readFileSync(two.files[0]));
    const refused: [string[], RegExp][] = [
      [two.files, /does not extend the head \(position 1\)/],
      [[one.files[0], two.files[1]], /for another contribution/],
      [[one.files[0], write('forged.json', JSON.stringify(forged))], /not signed by this ceremony/],
      [[one.files[0], write('changed.json', JSON.stringify(changed))], /not signed by this ceremony/],
      [[write('tampered.json', encodeContribution(tampered)), one.files[1]], /does not extend the head/],
      [[write('stranger.json', encodeContribution(stranger)), one.files[1]], /for another contribution/],
      [[write('nothing.json', '{}'), one.files[1]], /not a receipt and its contribution/],
      [[one.files[0], write('no-receipt.json', '{"receipt":1}')], /not a receipt and its contribution/],
      [[one.files[0], join(folder, 'absent.json')], /ENOENT/],
    ];
    for (const [files, why] of refused)
      expect(await resubmit(files)).toMatchObject({ code: 14, err: expect.stringMatching(why) });
    expect(await transcript()).toBe(held);
  },
  PATIENCE,
);

it(
  'takes them again in their order: the same chain, byte for byte',
  async () => {
    for (const [index, { files }] of later.entries())
      expect(await resubmit(files)).toMatchObject({
        code: 0,
        out: `Accepted again as number ${index + 2}.\n`,
      });
    expect(await transcript()).toBe(lost);
    expect(await resubmit(later[2]!.files)).toMatchObject({ code: 14 });
    expect(await transcript()).toBe(lost);
    // The first of them signed in before the backup was made: the session is there, and its receipt.
    expect((await later[0]!.person.post('')).text).toBe(later[0]!.answer);
  },
  PATIENCE,
);

it(
  'goes on after that as if nothing had happened',
  async () => {
    await server.kill();
    await server.start();
    expect(await transcript()).toBe(lost);
    expect(await word('resume', ...REASON)).toMatchObject({ code: 0 });
    expect(await resubmit(later[0]!.files)).toMatchObject({ code: 14, err: expect.stringMatching(/paused/) });
    const next = await accepted(waiting, 'next');
    expect(JSON.parse(await transcript()).participantIds).toEqual([
      '',
      expect.any(String),
      ...later.map(({ person }) => person.identity),
      next.person.identity,
    ]);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 5 });
    await server.stop();
    const disk = new Disk(server.data);
    const ledger = new Ledger();
    for (const { person, answer } of [...later, next]) ledger.keep(person.identity, JSON.parse(answer));
    expect(await disk.broken(ledger, Date.now())).toEqual([]);
    await disk.close();
    expect(server.complaints).toEqual([]);
  },
  PATIENCE,
);
