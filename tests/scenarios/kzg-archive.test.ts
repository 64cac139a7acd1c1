/** A KZG ceremony as an archive: its record, its transcript, its setups, verified when the server is gone. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import { writeSums } from '@brebaje/client/archive/sums';
import { attestation } from '@brebaje/client/attestation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { brebaje, failures, judge } from '../support/verify-command.ts';

let server: TestServer;
let home: string;
let archive: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-kzg-archive-'));
  server = await startTestServer();
  for (let n = 0; n < 2; n++) await (await newContributor(server)).takeTurn();
  archive = join(home, 'archive');
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

const make = (folder = archive) =>
  brebaje(home, 'archive', `${server.url}/c/${server.running.ceremony.slug}`, '-o', folder);

it('is verified while the ceremony goes on, and goes on itself', async () => {
  expect((await make()).code).toBe(0);
  expect(await judge(home, archive)).toMatchObject({ code: 0, json: { grade: 'valid', finalized: false } });
  const third = await newContributor(server);
  await third.takeTurn();
  expect((await make()).code).toBe(0);
  const found = await judge(home, archive, '--identity', third.identity);
  expect(found).toMatchObject({ code: 0, json: { circuits: [{ contributions: 3 }] } });
  expect(found.json.included).toEqual([{ identity: third.identity, position: 3 }]);
  expect((await judge(home, archive, '--identity', 'git|42|nobody')).code).toBe(10);
});

it('is held to what somebody expects, at its server and in an archive', async () => {
  const page = `${server.url}/c/${server.running.ceremony.slug}`;
  const { json } = await judge(home, archive);
  const known = ['--expect', json.manifest, '--expect', `${json.log.events}:${json.log.head}`];
  expect((await judge(home, archive, ...known)).code).toBe(0);
  for (const at of [page, server.url]) expect((await judge(home, at, ...known)).code).toBe(0);
  const other = 'a'.repeat(64);
  for (const [at, check, ...words] of [
    [page, 'manifest', '--expect', other],
    [page, 'log', '--expect', `${json.log.events}:${other}`],
    [archive, 'manifest', '--expect', other, ...known],
    [archive, 'log', ...known, '--expect', `${json.log.events}:${other}`],
  ] as const)
    expect(await judge(home, at, ...words), words.join(' ')).toMatchObject({ code: 9, json: { check } });
  const transcript = join(home, 'transcript.json');
  writeFileSync(transcript, (await server.send('/info/current_state')).text);
  expect((await judge(home, transcript)).code).toBe(0);
  // What cannot be compared is not passed over.
  expect((await judge(home, transcript, ...known)).code).toBe(2);
  expect((await judge(home, page, '--expect', other.slice(1))).code).toBe(2);
});

it('keeps what contributors tell while they tell it', async () => {
  const told = await newContributor(server);
  await told.takeTurn();
  const person = await restPerson(server, { address: told.wallet!.address.toLowerCase() });
  const contributions = `/contributions?ceremonyId=${server.running.ceremony.id}&sort=-id`;
  const { id, position } = (await person.get(contributions)).json.items[0];
  const path = `/contributions/${id}/attestation`;
  expect((await person.put(path, { note: 'Dice <i>' })).status).toBe(200);
  const folder = join(home, 'told');
  expect((await make(folder)).code).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'attestations.json'), 'utf8'))).toMatchObject([
    { position, attestation: { note: 'Dice <i>', says: 'proves inclusion, not honesty' } },
  ]);
  const page = () => readFileSync(join(folder, 'index.html'), 'utf8');
  expect(page()).toContain('An attestation proves inclusion, not honesty.');
  expect(page()).toContain('Dice &#60;i&#62;');
  expect(await judge(home, folder)).toMatchObject({ code: 0 });
  await person.put(path, {});
  expect((await make(folder)).code).toBe(0);
  expect(existsSync(join(folder, 'attestations.json'))).toBe(false);
  expect(page()).not.toContain('Dice');
  expect(await judge(home, folder)).toMatchObject({ code: 0 });
});

it('finds the contribution of an attestation', async () => {
  const page = `${server.url}/c/${server.running.ceremony.slug}`;
  const contributor = await newContributor(server);
  const { json: receipt } = (await contributor.takeTurn()).answer;
  const text = attestation({
    receipt: { ...receipt, server: server.url, sequencerAddress: '0x00' },
    identity: contributor.identity,
    position: 4,
    baseHash: '0'.repeat(64),
    stateHash: '0'.repeat(64),
    subs: [],
    software: 'a test',
    time: new Date(server.now()),
    test: true,
  });
  const file = join(home, 'attestation.md');
  writeFileSync(file, text);
  const check = (file: string, ...more: string[]) =>
    brebaje(home, 'attestation', 'verify', file, '--json', '--ceremony', ...more);
  expect(await check(file, page)).toMatchObject({ code: 0, json: { included: true, number: 5 } });
  expect(await check(file, archive)).toMatchObject({ code: 2 });
  const [from] = /0x[0-9a-f]{20}/.exec(text.slice(text.indexOf('"receipt"')))!;
  const forged = join(home, 'forged.md');
  writeFileSync(forged, text.replaceAll(from, `0x${'0'.repeat(20)}`));
  expect(await check(forged, page)).toMatchObject({ code: 9 });
});

it('has the result, and finds a setup or a transcript that was changed', async () => {
  const operator = await restPerson(server, { role: 'operator' });
  const path = `/ceremonies/${server.running.ceremony.id}`;
  await operator.patch(path, { status: 'CLOSED', reason: 'enough' });
  await server.tick();
  expect((await operator.post(`${path}/finalize`, {})).status).toBe(202);
  await server.tick();
  await Promise.all([...server.running.application.ctx.finalizations.values()].map(({ done }) => done));
  const ended = join(home, 'ended');
  expect((await make(ended)).code).toBe(0);
  const valid = await judge(home, ended);
  expect(valid).toMatchObject({ code: 0, json: { grade: 'valid', finalized: true } });
  expect(valid.json.findings.map(({ check }: { check: string }) => check)).toContain('exports');
  const change = async (name: string, from: string, to: string) => {
    const file = join(ended, name);
    const before = readFileSync(file, 'utf8');
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
    await writeSums(archiveFolder(ended));
    const ran = await judge(home, ended);
    writeFileSync(file, before);
    return failures(ran);
  };
  expect(await change('result/TEST-transcript.json', 'participantIds', 'participantIdz')).toEqual(
    expect.arrayContaining(['result', 'transcript']),
  );
  expect(await change('result/TEST-trusted_setup_4.txt', '4', '5')).toEqual(
    expect.arrayContaining(['result', 'exports']),
  );
  expect(await change('manifest.json', 'true', 'false')).toEqual(['manifest']);
});
