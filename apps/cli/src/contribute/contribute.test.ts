import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  answering,
  breaking,
  type OriginalSequencer,
  refusal,
  startOriginalSequencer,
} from '@brebaje/client/testing/original-sequencer';
import { decodeWork, encodeWork } from '@brebaje/client/work-file';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePlace, type Place } from '../testing/run-cli.ts';

const NOT_TURN = refusal('ContributeError::NotUsersTurn', 'not your turn to participate');

let place: Place;
let server: OriginalSequencer;
beforeEach(async () => {
  place = await makePlace();
  server = await startOriginalSequencer({
    sizes: [
      { g1: 4, g2: 2 },
      { g1: 8, g2: 2 },
    ],
  });
});
afterEach(async () => {
  await server.close();
  await place.remove();
});

const file = (name: string) => readFile(join(place.folder, name), 'utf8');

it('contributes with a session from standard input, and everything it writes verifies', async () => {
  const session = JSON.stringify({ id_token: { sub: 'git|7|ann' }, session_id: server.signIn('git|7|ann') });
  const ran = await place.run(
    [
      'contribute',
      server.url,
      '--session-file',
      '-',
      '--output',
      'mine',
      '--json',
      '--address',
      server.address,
    ],
    { input: session },
  );
  expect(ran).toMatchObject({
    code: 0,
    json: {
      ok: true,
      identity: 'git|7|ann',
      position: 1,
      folder: 'mine',
      kernel: expect.stringMatching(/^(fma|wide|plain)$/),
    },
  });
  expect(ran.err).toMatch(new RegExp(`^Computes with .+ \\(kernel ${ran.json.kernel}`, 'm'));
  expect(ran.err).not.toContain('\u001b');
  const words = ran.json.fingerprint as string;
  expect(words.split(' ')).toHaveLength(6);
  expect(ran.err).toContain(words);
  expect(await file('mine/attestation.md')).toContain(words);

  const receipt = await place.run(['receipt', 'verify', 'mine/receipt.json', '--url', server.url, '--json']);
  expect(receipt).toMatchObject({ code: 0, json: { identity: 'git|7|ann', hash: ran.json.hash } });

  const verified = await place.run([
    'verify',
    server.url,
    '--receipt',
    'mine/receipt.json',
    '--keep',
    't.json',
    '--json',
  ]);
  expect(verified).toMatchObject({
    code: 0,
    json: {
      ok: true,
      participants: 1,
      stateHash: ran.json.stateHash,
      found: [{ identity: 'git|7|ann', position: 1 }],
    },
  });

  const status = await place.run(['status', server.url, '--json']);
  expect(status.json).toMatchObject({ contributions: 1, sequencerAddress: server.address });

  const forged = JSON.parse(await file('mine/receipt.json'));
  await writeFile(
    join(place.folder, 'f.json'),
    JSON.stringify({ ...forged, receipt: forged.receipt.replace('ann', 'eve') }),
  );
  expect((await place.run(['receipt', 'verify', 'f.json'])).code).toBe(9);
});

it('carries the work to another machine and back, with the same words on both', async () => {
  const env = { BREBAJE_SESSION: server.signIn('git|1|a') };
  const exported = await place.run(['contribute', server.url, '--export', 'w.brebaje', '--json'], { env });
  const away = await makePlace();
  await writeFile(join(away.folder, 'w.brebaje'), await readFile(join(place.folder, 'w.brebaje')));
  await writeFile(join(away.folder, 'dice'), '4 6 6 2 1');
  const done = await away.run([
    'compute',
    'w.brebaje',
    '-o',
    'd.brebaje',
    '--entropy-file',
    'dice',
    '--json',
  ]);
  expect([exported.code, done.code]).toEqual([0, 0]);
  expect(exported.err).toContain(exported.json.fingerprint);
  expect(done.err).toContain(exported.json.fingerprint);
  expect(done.err).toMatch(new RegExp(`^Computes with .+ \\(kernel ${done.json.kernel}`, 'm'));
  await writeFile(join(place.folder, 'd.brebaje'), await readFile(join(away.folder, 'd.brebaje')));
  await away.remove();
  const submitted = await place.run(['contribute', '--submit', 'd.brebaje', '--json'], { env });
  expect(submitted).toMatchObject({ code: 0, json: { fingerprint: done.json.fingerprint } });
  expect(submitted.err).toContain(exported.json.fingerprint);
  expect((await place.run(['contribute', '--submit', 'w.brebaje'], { env })).code).toBe(12);
});

it('names a stale base, before computing by its age and when it is handed in', async () => {
  const env = { BREBAJE_SESSION: server.signIn('git|1|a') };
  await place.run(['contribute', server.url, '--export', 'w.brebaje'], { env });
  await place.run(['compute', 'w.brebaje', '-o', 'd.brebaje']);
  server.occupy(undefined);
  const other = { BREBAJE_SESSION: server.signIn('git|2|b') };
  expect((await place.run(['contribute', server.url], { env: other })).code).toBe(0);
  const late = await place.run(['contribute', '--submit', 'd.brebaje', '--json'], { env });
  expect(late).toMatchObject({ code: 6, json: { code: 'STALE_BASE' } });
  expect(late.err).toContain('moved on by 1');

  const path = join(place.folder, 'w.brebaje');
  const work = decodeWork(new Uint8Array(await readFile(path)));
  await writeFile(path, encodeWork({ ...work, header: { ...work.header, handedOutAt: 1_700_000_000 } }));
  const old = await place.run(['compute', 'w.brebaje', '-o', 'd.brebaje']);
  expect(old.err).toMatch(/handed out \d+ minutes ago/);
});

it('asks for the receipt of what an interrupted run had finished, without computing again', async () => {
  const env = { BREBAJE_SESSION: server.signIn('git|1|a') };
  server.script('/contribute', ...Array(50).fill(breaking));
  const first = await place.run(['contribute', server.url], {
    env,
    watch: (err, interrupt) => {
      if (err.includes('The upload failed')) interrupt();
    },
  });
  expect(first.code).toBe(130);
  expect(first.err).toContain('asks for the receipt');
  server.unscript('/contribute');
  const second = await place.run(['contribute', server.url, '--json'], { env });
  expect(second).toMatchObject({ code: 0, json: { identity: 'git|1|a', position: 1 } });
  expect(second.err).not.toContain('computing');
});

it('stops when interrupted while it waits, and says what that means', async () => {
  server.occupy('somebody else');
  const ran = await place.run(['contribute', server.url], {
    env: { BREBAJE_SESSION: server.signIn('git|1|a') },
    watch: (err, interrupt) => {
      if (err.includes('waiting')) interrupt();
    },
  });
  expect(ran.code).toBe(130);
  expect(ran.err).toContain('The place in the lobby');
});

it.each([
  [
    5,
    'SESSION_UNKNOWN',
    '/lobby/try_contribute',
    answering(401, refusal('TryContributeError::UnknownSessionId', '')),
  ],
  [4, 'NOT_A_SEQUENCER', '/info/status', answering(200, '<h1>Hello</h1>')],
  [6, 'TURN_LOST', '/contribute', answering(400, NOT_TURN)],
  [7, 'CONTRIBUTION_REFUSED', '/contribute', answering(400, refusal('CeremonyError::G1PairingFailed', 'x'))],
  [8, 'STATE_INVALID', '/lobby/try_contribute', answering(200, { contributions: [] })],
  [9, 'RECEIPT_INVALID', '/contribute', answering(200, { receipt: '{}', signature: '' })],
])('ends with %i for %s', async (exit, code, route, handler) => {
  server.script(route, handler);
  const ran = await place.run(['contribute', server.url, '--json'], {
    env: { BREBAJE_SESSION: server.signIn('git|1|a') },
  });
  expect(ran).toMatchObject({ code: exit, json: { ok: false, exit, code } });
});

it.each([
  [2, ['contribute']],
  [2, ['contribute', 'ftp://x']],
  [2, ['contribute', 'http://x', '--export', 'a', '--submit', 'b']],
  [2, ['contribute', 'http://x', '--session', 'abc']],
  [2, ['nonsense']],
  [12, ['contribute', 'http://127.0.0.1:9', '--key-file', 'missing']],
  [12, ['verify', 'missing.json']],
  [12, ['compute', 'missing', '-o', 'x']],
  [13, ['drain', '--reason', 'x']],
])('ends with %i for %j', async (code, args) => {
  expect((await place.run(args)).code).toBe(code);
});

it('keeps the receipt that a folder holds, and writes the next one beside it', async () => {
  const run = (name: string) =>
    place.run(['contribute', server.url, '--output', 'mine', '--json'], {
      env: { BREBAJE_SESSION: server.signIn(name) },
    });
  const first = await run('git|1|a');
  const kept = await file('mine/receipt.json');
  const second = await run('git|2|b');
  expect(second.err).toContain('mine holds another receipt');
  expect(second.json.folder).toBe(join('mine', `brebaje-${(second.json.hash as string).slice(0, 8)}`));
  expect(await file('mine/receipt.json')).toBe(kept);
  expect(kept).not.toBe(await file(join(second.json.folder as string, 'receipt.json')));
  expect(first.json.folder).toBe('mine');
});

it('never repeats a key that is given in place of its file', async () => {
  const key = `0x${'1f'.repeat(32)}`;
  const ran = await place.run(['contribute', server.url, '--key-file', key]);
  expect(ran.code).toBe(2);
  expect(ran.err + ran.out).not.toContain('1f1f');
});

it('gives the original’s users the way to sign in', async () => {
  const ran = await place.run(['contribute', server.url]);
  expect(ran.code).toBe(5);
  expect(ran.err).toContain('/auth/request_link');
  expect(ran.err).toContain('--session-file');
});

it('finds a transcript that was tampered with', async () => {
  const env = { BREBAJE_SESSION: server.signIn('git|1|a') };
  await place.run(['contribute', server.url], { env });
  const transcript = server.transcript() as { transcripts: { witness: { runningProducts: string[] } }[] };
  const products = transcript.transcripts[1]!.witness.runningProducts;
  products[1] = products[0]!;
  await writeFile(join(place.folder, 't.json'), JSON.stringify(transcript));
  expect(await place.run(['verify', 't.json', '--json'])).toMatchObject({
    code: 9,
    json: { code: 'TRANSCRIPT_INVALID' },
  });
  await writeFile(join(place.folder, 'x.json'), '{"transcripts":[');
  expect((await place.run(['verify', 'x.json'])).code).toBe(9);
});
