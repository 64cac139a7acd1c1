import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliPerson, type RestStage, setRestStage } from '../testing/rest-stage.ts';
import { makeQueueCeremony } from '../testing/test-queue-ceremony.ts';

let stage: RestStage;
let operator: CliPerson;
let slug: string;
beforeAll(async () => {
  stage = await setRestStage();
  operator = await stage.operator();
  ({ slug } = stage.server.ceremony);
});
afterAll(() => stage.close());

const REASON = ['--reason', 'a test'];
const NOTE = ['--note', 'air-gapped'];

/** Somebody who joined by an invitation, with the session that it gave. */
async function joined(name: string, place = slug): Promise<{ session: string; token: string }> {
  const { link } = await operator.json(['participant', 'invite', place, '--name', name]);
  const token = new URL(link).hash.slice(1);
  const post = async (path: string, body: object) =>
    (
      await fetch(stage.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json();
  const { ceremony } = await post('/auth/invitation/look', { token });
  const body = { token, publicName: name, acceptTerms: ceremony.terms.version };
  const { session_id: session } = await post('/auth/invitation', body);
  return { session, token };
}

/** Takes the turn. */
async function atTurn(session: string): Promise<void> {
  const answer = await fetch(`${stage.url}/lobby/try_contribute`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session}` },
  });
  expect(answer.status, await answer.clone().text()).toBe(200);
}

const row = async (name: string) => {
  const { items } = await operator.json(['participant', 'list', slug]);
  return items.find(({ publicName }: { publicName: string }) => publicName === name);
};

it('prints an invitation’s link and nothing else, and lists who was invited', async () => {
  const ran = await operator.run(['participant', 'invite', slug, '--name', 'Zoë', '--cohort', 'early']);
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/^http\S+\/app\/join#[a-z0-9]{26}\n$/);
  expect(ran.err).toContain('shown this once');
  const roster = await operator.run(['participant', 'roster', slug, '--cohort', 'early']);
  expect(roster.out).toMatch(/Zoë +early +OPEN +public/);
  expect((await operator.json(['participant', 'roster', slug, '--state', 'used'])).items).toEqual([]);
  const dates = ['--from', '2026-12-05T12:00:00Z', '--until', '2026-12-04T12:00:00Z'];
  expect(await operator.run(['participant', 'invite', slug, ...dates])).toMatchObject({
    code: 7,
    err: expect.stringContaining('until must be after from'),
  });
  expect((await operator.run(['participant', 'invite', slug, '--from', 'noon'])).code).toBe(2);
  expect((await operator.run(['participant', 'invite', slug, '--send'])).code).toBe(2);
  const foreign = await stage.person('x').run(['participant', 'roster', slug, '--server', stage.url]);
  expect(foreign.code).toBe(5);
});

it('makes a new link and revokes one, by number, name or address', async () => {
  const { id, link } = await operator.json(['participant', 'invite', slug, '--name', 'Nora']);
  const again = await operator.run(['participant', 'reissue', slug, 'nora']);
  expect(again.out).not.toContain(link);
  expect(again.out).toMatch(/\/app\/join#/);
  expect(await operator.run(['participant', 'revoke', slug, String(id)])).toMatchObject({ code: 0 });
  const { items } = await operator.json(['participant', 'roster', slug, '--state', 'revoked']);
  expect(items).toMatchObject([{ id }]);
  expect((await operator.run(['participant', 'revoke', slug, 'nobody'])).code).toBe(7);
});

it('imports a roster, and gives the text to copy where nobody is e-mailed', async () => {
  const path = stage.file('people.csv');
  await writeFile(path, 'name,address,cohort\nAda,ada@example.org,one\nBob,bob@example.org,two\n');
  const ran = await operator.run(['participant', 'import', slug, path]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('2 added') });
  const sent = await operator.run(['participant', 'import', slug, path, '--send', '--cohort', 'one']);
  expect(sent.out).toContain('2 as before');
  expect(sent.out).toMatch(/For Ada; nobody is e-mailed[\s\S]+\/app\/join#/);
  expect(sent.out).not.toContain('For Bob');
  const typed = await operator.run(['participant', 'import', slug, '-', '--json'], {
    readInput: async () => 'name\nCid\n',
  });
  expect(typed.json).toMatchObject({ ok: true, added: 1 });
  await writeFile(path, 'name,colour\nAda,red\n');
  expect(await operator.run(['participant', 'import', slug, path])).toMatchObject({
    code: 7,
    err: expect.stringContaining('colour'),
  });
  expect((await operator.run(['participant', 'import', slug, stage.file('none.csv')])).code).toBe(12);
});

it('shows who takes part, to everybody, and finds people by number and name', async () => {
  await makeQueueCeremony(stage.server, 'queue');
  await joined('Grace', 'queue');
  const listed = await stage.person('x').run(['participant', 'list', `${stage.url}/c/queue`]);
  expect(listed).toMatchObject({ code: 0, out: expect.stringMatching(/Grace +CREATED/) });
  const { items } = await operator.json(['participant', 'list', 'queue', '--status', 'created']);
  expect(items).toHaveLength(1);
  expect((await operator.json(['participant', 'list', 'queue', '--status', 'done'])).items).toEqual([]);
  const [{ id, number }] = items;
  for (const who of ['grace', String(number ?? `id:${id}`), `id:${id}`]) {
    const ran = await operator.run(['participant', 'priority', 'queue', who, '5', ...REASON]);
    expect(ran).toMatchObject({ code: 0, err: '', out: 'Grace has priority 5.\n' });
  }
  const wrong = await operator.run(['participant', 'priority', 'queue', 'grace', 'high', ...REASON]);
  expect(wrong.code).toBe(2);
  const nobody = await operator.run(['participant', 'remove', 'queue', 'Nobody', ...REASON]);
  expect(nobody).toMatchObject({ code: 7, err: expect.stringContaining('participant list') });
});

it('does what coordinators do about a turn, each with a reason', async () => {
  const { session } = await joined('Henry');
  const early = await operator.run(['participant', 'extend', slug, 'Henry', '--by', '30m', ...REASON]);
  expect(early).toMatchObject({ code: 7, err: expect.stringContaining('No clock runs') });
  await atTurn(session);
  expect((await operator.run(['participant', 'extend', slug, 'Henry', '--by', '30m'])).code).toBe(2);
  expect((await operator.run(['participant', 'extend', slug, 'Henry', ...REASON])).code).toBe(2);
  const before = (await row('Henry')).timeout.expiresAt;
  const longer = await operator.json(['participant', 'extend', slug, 'Henry', '--by', '30m', ...REASON]);
  expect(longer.timeout.expiresAt).toBe(before + 1800);
  const ended = await operator.run(['participant', 'timeout', slug, 'Henry', ...REASON]);
  expect(ended).toMatchObject({ code: 0, out: 'The turn of Henry ended: TIMEDOUT.\n' });
  const back = await operator.run(['participant', 'readmit', slug, 'Henry', ...REASON]);
  expect(back).toMatchObject({ code: 0, out: expect.stringContaining('may return') });
  const removed = await operator.json(['participant', 'remove', slug, 'Henry', ...REASON]);
  expect(removed).toMatchObject({ removed: true });
  expect(await row('Henry')).toBeUndefined();
});

it('writes to one person, and prints what it cannot deliver', async () => {
  await joined('Nora');
  const ran = await operator.run(['participant', 'write', slug, 'Nora', 'Are you there?']);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('The server has no way to Nora') });
  expect(ran.out).toContain('Are you there?');
  expect(await operator.json(['participant', 'write', slug, 'Nora', 'And now?'])).toMatchObject({ sent: 0 });
  expect((await operator.run(['participant', 'write', slug, 'Nora'])).code).toBe(2);
});

it('replaces somebody at turn', async () => {
  const { session } = await joined('Iris');
  await atTurn(session);
  const ran = await operator.run(['participant', 'replace', slug, 'Iris', ...REASON]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('EXHUMED') });
  expect((await operator.run(['participant', 'timeout', slug, 'Iris', ...REASON])).code).toBe(7);
});

it('reserves turns where there is an order, and says where there is none', async () => {
  await makeQueueCeremony(stage.server, 'ordered');
  for (const place of [slug, 'ordered']) await joined(`Jo in ${place}`, place);
  const times = ['--from', '2040-12-05T12:00:00+01:00', '--until', '2040-12-06T12:00:00Z', '--limit', '2h'];
  const lobby = await operator.run(['participant', 'reserve', slug, `Jo in ${slug}`, ...times, ...NOTE]);
  expect(lobby).toMatchObject({ code: 7, err: expect.stringContaining('A lobby has no order') });
  const reserve = ['participant', 'reserve', 'ordered', 'Jo in ordered', '--circuit', '2'];
  const ran = await operator.run([...reserve, ...times, ...NOTE]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('is reserved for Jo in ordered') });
  expect(ran.out).toMatch(/2040-12-05 \d\d:00/);
  expect(
    (await operator.run([...reserve, ...times.slice(0, 2), '--until', '2040-12-05T11:00:00Z'])).code,
  ).toBe(2);
});
