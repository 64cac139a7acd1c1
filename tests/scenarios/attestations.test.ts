/** Attestations as people publish, sign, check and attach them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePlace, type Place } from '@brebaje/cli/testing/run-cli';
import { smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { addressOf, signReceipt } from '@brebaje/kzg/receipt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandsOf, page as guide } from '../docs/pages.ts';
import { type CircuitStage, circuitStage } from '../support/circuit-client.ts';
import { restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let stage: CircuitStage;
let place: Place;
let env: Record<string, string>;
let text: string;
beforeAll(async () => {
  place = await makePlace();
  server = await startTestServer({}, undefined, { ownSchemes: true });
  stage = await circuitStage(server, [smallCircuit('bn254')]);
  await (await stage.contributor()).run();
  env = { BREBAJE_SESSION: (await restPerson(server)).sessionId };
  const args = ['contribute', page(), '--name', 'Ada', '--accept-terms', '1', '--output', 'mine'];
  const ran = await place.run(args, { env });
  expect({ code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
  text = await readFile(at('mine/circuit-1/attestation.md'), 'utf8');
  await writeFile(at('attestation.md'), text);
  // As when somebody changed a sentence after signing.
  await writeFile(at('changed.md'), text.replace('no copy', 'one copy'));
});
afterAll(async () => {
  await stage.close();
  await server.close();
  await place.remove();
  await endSnarkjs();
});

const page = () => `${server.url}/c/queues`;
const at = (name: string) => join(place.folder, name);
/** A command of the guide by its beginning. */
const inGuide = (begin: string): string =>
  commandsOf(guide('docs/guides/participating.md')).find((command) => command.startsWith(begin))!;
const verify = (file: string, ...more: string[]) =>
  place.run(['attestation', 'verify', file, ...more, '--json']);

it('is of a published contribution, at its server and in its archive', async () => {
  const ran = await verify('attestation.md', '--ceremony', page());
  expect({ code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
  expect(ran.json).toMatchObject({
    ok: true,
    included: true,
    number: 2,
    circuit: 'circuit-1',
    ceremony: stage.pinned.manifest,
    receiptAddress: stage.pinned.receiptAddress,
    says: 'proves inclusion, not honesty',
  });
  const unsigned = await place.run(['attestation', 'verify', 'changed.md', '--ceremony', page()]);
  expect(unsigned).toMatchObject({ code: 0, out: expect.stringMatching(/Public name +Ada\n/) });
  expect(unsigned.err).toContain('not the sentences around it');
  const url = 'https://example.org/ada?<b>';
  const attach = (...args: string[]) => place.run(['attestation', 'attach', page(), ...args], { env });
  expect(await attach('--url', url)).toMatchObject({ code: 0 });
  const noted = await attach('--note', 'Dice <i>', '--circuit', 'circuit-1', '--json');
  expect(noted.json).toMatchObject({ contributions: [{ attestation: { url, note: 'Dice <i>' } }] });
  const archived = await place.run(['archive', page(), '-o', 'kept']);
  expect({ code: archived.code, err: archived.err }).toMatchObject({ code: 0 });
  // As whoever ran this can run the next.
  expect(archived.err).toMatch(/without the server: node \S+ verify kept\n/);
  expect(await verify('attestation.md', '--ceremony', 'kept')).toMatchObject({ code: 0 });
  const site = await readFile(at('kept/circuits/circuit-1/index.html'), 'utf8');
  expect(site).toContain('<a href="https://example.org/ada?&#60;b&#62;" rel="nofollow noopener noreferrer">');
  expect(site).toContain('Dice &#60;i&#62;');
  expect(site).toContain('(proves inclusion, not honesty)');
  expect((await place.run(['verify', 'kept'])).err).not.toContain('FAULT');
  expect(await attach('--remove')).toMatchObject({ code: 0 });
  const { json } = await server.send(`/contributions?ceremonyId=${stage.ceremonyId}`);
  expect(json.items.map((item: object) => 'attestation' in item)).toEqual([false, false]);
  expect(await attach()).toMatchObject({ code: 2 });
  const other = { BREBAJE_SESSION: (await restPerson(server)).sessionId };
  const stranger = ['attestation', 'attach', page(), '--note', 'x'];
  expect(await place.run(stranger, { env: other })).toMatchObject({ code: 7 });
});

it.each([
  ['ceremony', /^ceremony: .{16}/m, `ceremony: ${'0'.repeat(16)}`, 10],
  ['circuit', /^circuit: .*/m, 'circuit: another', 10],
  ['number', /^number: .*/m, 'number: 1', 10],
  ['a number that is not there', /^number: .*/m, 'number: 9', 10],
  ['contribution', /^contribution: .{16}/m, `contribution: ${'0'.repeat(16)}`, 10],
  ['receipt', /^receipt: .{16}/m, `receipt: ${'0'.repeat(16)}`, 10],
  ['state', /^state: .{16}/m, `state: ${'0'.repeat(16)}`, 10],
  ['no receipt', /^receipt: .*\n/m, '', 9],
  ['a name twice', /^(number: .*)$/m, '$1\n$1', 9],
  ['no block', /^```brebaje-attestation/m, '```', 9],
  ['two blocks', /^```brebaje-attestation/m, '```brebaje-attestation\n```\n```brebaje-attestation', 9],
])('is refused with another %s', async (_, from, to, code) => {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  await writeFile(at('forged.md'), changed);
  expect(await verify('forged.md', '--ceremony', page())).toMatchObject({ code });
});

it('has to be compared with something', async () => {
  expect(await verify('attestation.md')).toMatchObject({ code: 2 });
});

it('is signed by a wallet', async () => {
  const key = new Uint8Array(32).fill(7);
  const address = addressOf(key);
  // What the guide's command prints is what a wallet signs.
  const hex = execFileSync('sh', ['-c', inGuide('printf 0x')], { cwd: place.folder, encoding: 'utf8' });
  expect(hex).toBe(`0x${Buffer.from(text).toString('hex')}`);
  await writeFile(at('wallet.sig'), `0x${signReceipt(text, key)}\n`);
  const told = await verify('attestation.md', '--signature', 'wallet.sig');
  expect(told).toMatchObject({ code: 0, json: { signed: { by: 'wallet', signer: address, known: false } } });
  const signed = ['--signature', 'wallet.sig', '--address', address.toLowerCase()];
  expect(await verify('attestation.md', ...signed)).toMatchObject({
    code: 0,
    json: { signed: { known: true } },
  });
  expect(await verify('changed.md', ...signed)).toMatchObject({ code: 9 });
  await writeFile(at('none.sig'), 'hello');
  expect(await verify('attestation.md', '--signature', 'none.sig')).toMatchObject({ code: 12 });
});

const has = (program: string, ...args: string[]) => spawnSync(program, args).error === undefined;

it.skipIf(!has('ssh-keygen', '-?'))('is signed by ssh-keygen', async () => {
  for (const name of ['ada', 'eve'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(name)]);
  execFileSync('sh', ['-c', inGuide('ssh-keygen -Y sign').replace('~/.ssh/id_ed25519', 'ada')], {
    cwd: place.folder,
    stdio: 'pipe',
  });
  const by = ['--signature', 'attestation.md.sig'];
  expect(await verify('attestation.md', ...by, '--ssh-key', 'ada.pub')).toMatchObject({
    code: 0,
    json: { signed: { by: 'ssh', known: true } },
  });
  expect(await verify('attestation.md', ...by, '--ssh-key', 'eve.pub')).toMatchObject({ code: 9 });
  expect(await verify('changed.md', ...by, '--ssh-key', 'ada.pub')).toMatchObject({ code: 9 });
  expect(await verify('attestation.md', ...by, '--ssh-key', 'ada')).toMatchObject({ code: 12 });
  await writeFile(at('signers'), `ada@example.org ${await readFile(at('ada.pub'), 'utf8')}`);
  expect(await verify('attestation.md', ...by, '--ssh-allowed-signers', 'signers')).toMatchObject({
    code: 0,
    json: { signed: { signer: 'ada@example.org', known: true } },
  });
  await writeFile(at('others'), `eve@example.org ${await readFile(at('eve.pub'), 'utf8')}`);
  expect(await verify('attestation.md', ...by, '--ssh-allowed-signers', 'others')).toMatchObject({ code: 9 });
  expect(await verify('attestation.md', ...by)).toMatchObject({
    code: 0,
    json: { signed: { signer: expect.stringContaining('SHA256:'), known: false } },
  });
  expect(await verify('changed.md', ...by)).toMatchObject({ code: 9 });
});

it.skipIf(!has('gpg', '--version'))('is signed by GPG', async () => {
  const homes = { GNUPGHOME: at('g') };
  await mkdir(at('g'), { mode: 0o700 });
  await mkdir(at('h'), { mode: 0o700 });
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], {
      cwd: place.folder,
      env: { ...process.env, ...homes },
      stdio: 'pipe',
    });
  try {
    gpg('--quick-generate-key', 'Ada <ada@example.org>', 'ed25519', 'sign', 'never');
    gpg(...inGuide('gpg ').split(' ').slice(1));
    const check = (file: string, GNUPGHOME: string) =>
      place.run(['attestation', 'verify', file, '--signature', 'attestation.md.asc', '--json'], {
        env: { GNUPGHOME },
      });
    expect(await check('attestation.md', at('g'))).toMatchObject({
      code: 0,
      json: {
        signed: { by: 'gpg', signer: expect.stringMatching(/Ada <ada@example.org>, key [0-9A-F]{40}/) },
      },
    });
    expect(await check('changed.md', at('g'))).toMatchObject({ code: 9 });
    expect(await check('attestation.md', at('h'))).toMatchObject({
      code: 9,
      err: expect.stringContaining('does not have'),
    });
  } finally {
    spawnSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, ...homes } });
    spawnSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, GNUPGHOME: at('h') } });
  }
});
