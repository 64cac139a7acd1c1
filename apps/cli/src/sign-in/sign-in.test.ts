import { readdir, stat, writeFile } from 'node:fs/promises';
import { decideDevice } from '@brebaje/server/auth/device';
import type { FaceContext } from '@brebaje/server/http/face-context';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliPerson, type RestStage, setRestStage } from '../testing/rest-stage.ts';
import { makeQueueCeremony } from '../testing/test-queue-ceremony.ts';
import { sessionLabel } from './label.ts';

let stage: RestStage;
let operator: CliPerson;
let slug: string;
beforeAll(async () => {
  stage = await setRestStage();
  operator = await stage.operator();
  ({ slug } = stage.server.ceremony);
});
afterAll(() => stage.close());

const KEY = '11'.repeat(32);

const invite = async (place = slug): Promise<string> =>
  (await operator.json(['participant', 'invite', place, '--name', 'Somebody'])).link;

const version = async (): Promise<string> =>
  String((await operator.json(['ceremony', 'show', slug])).about.terms.version);

it('signs in with a key, says who one is, and signs out', async () => {
  const ada = stage.person('ada');
  await writeFile(stage.file('key'), KEY, { mode: 0o600 });
  const signed = await ada.run(['login', `${stage.url}/c/${slug}`, '--key-file', stage.file('key')]);
  expect(signed).toMatchObject({ code: 0, out: expect.stringMatching(/Signed in at \S+ as 0x/) });
  const folder = stage.file('ada/.config/brebaje');
  expect((await stat(`${folder}/sessions.json`)).mode & 0o077).toBe(0);
  const me = await ada.run(['whoami']);
  expect(me.out).toMatch(/Accounts +0x[0-9a-fA-F]{40} \(Ethereum\)/);
  expect((await ada.json(['whoami'])).user.id).toBeGreaterThan(0);
  expect(await ada.run(['logout'])).toMatchObject({ code: 0, out: expect.stringContaining('Signed out') });
  expect(await readdir(folder)).not.toContain('sessions.json');
  expect(await ada.run(['whoami'])).toMatchObject({ code: 2, err: expect.stringContaining('brebaje login') });
  const stranger = await ada.run(['whoami', '--server', stage.url, '--json']);
  expect(stranger).toMatchObject({ code: 5, json: { ok: false, serverCode: 'SIGN_IN_REQUIRED' } });
  expect(await ada.run(['logout', stage.url])).toMatchObject({ out: expect.stringContaining('Nobody was') });
});

it('ends the other sessions of a person as well', async () => {
  const [one, two] = [stage.person('one'), stage.person('two')];
  for (const person of [one, two]) await person.json(['login', stage.url, '--key-file', stage.file('key')]);
  expect(await one.json(['logout', '--everywhere'])).toMatchObject({ signedOut: true, others: 1 });
  expect((await two.run(['whoami'])).code).toBe(5);
  // What ended there is forgotten here.
  expect((await two.run(['logout'])).code).toBe(0);
});

it('shows a link and a code, and waits until somebody approves', async () => {
  const ada = stage.person('ada');
  const { ctx } = stage.server.application;
  const [identity] = await ctx.store.db.selectFrom('identity').selectAll().execute();
  let told = '';
  const deciding: Promise<boolean>[] = [];
  const signed = await ada.run(['login', stage.url], {
    err: (text) => {
      told += text;
      const code = /The code is ([A-Z]{4}-[A-Z]{4})/.exec(told)?.[1];
      if (code !== undefined && deciding.length === 0)
        deciding.push(decideDevice(ctx as unknown as FaceContext, code.replace('-', ''), identity!.id));
    },
  });
  expect(await Promise.all(deciding)).toEqual([true]);
  expect(told).toContain(`${stage.url}/app/device?user_code=`);
  expect(signed.code).toBe(0);
  expect(await ada.json(['whoami'])).toMatchObject({ session: { label: sessionLabel() } });
});

it('stops waiting when it is interrupted', async () => {
  const controller = new AbortController();
  const ran = await stage.person('x').run(['login', stage.url], {
    signal: controller.signal,
    err: (text) => {
      if (text.includes('The code is')) controller.abort();
    },
  });
  expect(ran.code).toBe(130);
});

it('joins by a link only whoever accepts the version of the terms that holds', async () => {
  const link = await invite();
  const bea = stage.person('bea');
  const asked = await bea.run(['login', link]);
  expect(asked.code).toBe(2);
  expect(asked.err).toContain('The terms, version 1');
  expect(asked.err).toContain('For ever, and beyond erasure');
  expect((await bea.run(['login', link, '--accept-terms', '99'])).code).toBe(2);
  const joined = await bea.json(['login', link, '--accept-terms', await version(), '--name', 'Bea']);
  expect(joined).toMatchObject({ role: 'participant', name: 'Bea', ceremony: { slug } });
  expect((await bea.json(['whoami'])).participants).toMatchObject([{ ceremony: slug, publicName: 'Bea' }]);
  // The same link again goes on; on another machine it was used.
  expect(await bea.json(['login', link])).toMatchObject({ name: 'Bea' });
  const other = await stage.person('other').run(['login', link, '--json']);
  expect(other).toMatchObject({ code: 5, json: { ok: false, serverCode: 'INVITATION_USED' } });
  expect(other.err).not.toContain(new URL(link).hash.slice(1));
});

it('takes no half of a link, and no link with a key', async () => {
  const link = await invite();
  const wrong = await stage.person('x').run(['login', `${link.slice(0, -20)}`]);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('no whole invitation link') });
  const both = await stage.person('x').run(['login', link, '--key-file', stage.file('key')]);
  expect(both.code).toBe(2);
});

it('contributes by a link, and goes on with the same link', async () => {
  const link = await invite();
  const cleo = stage.person('cleo');
  const contribute = ['contribute', link, '--accept-terms', await version(), '--name', 'Cleo'];
  const controller = new AbortController();
  const first = await cleo.run(contribute, {
    signal: controller.signal,
    err: (text) => {
      if (text.includes('Joined as')) controller.abort();
    },
  });
  expect(first.code).toBe(130);
  const output = ['--output', stage.file('cleo-result'), '--threads', '1', '--json'];
  const second = await cleo.run(['contribute', link, ...output]);
  expect({ code: second.code, err: second.err }).toEqual({ code: 0, err: expect.any(String) });
  expect(second.err).toContain('Going on as Cleo');
  expect(second.json).toMatchObject({ ok: true, position: 1, identity: expect.stringMatching(/^eth\|0x/) });
  const { items } = await operator.json(['participant', 'list', slug, '--status', 'done']);
  expect(items).toMatchObject([{ publicName: 'Cleo' }]);
  const third = await cleo.run(['contribute', link]);
  expect(third).toMatchObject({ code: 5, err: expect.stringContaining('you have contributed already') });
  // It was a session of its own: nobody is signed in by it here.
  expect((await cleo.run(['whoami'])).code).toBe(2);
});

it('comes by a link to a ceremony of circuits, whose manifest must be its own', async () => {
  await makeQueueCeremony(stage.server, 'queue');
  const accept = ['--accept-terms', '1'];
  const ran = await stage.person('dan').run(['contribute', await invite('queue'), ...accept]);
  expect(ran).toMatchObject({ code: 8, err: expect.stringContaining('manifest') });
  const { link } = await operator.json(['project', 'coordinators', 'invite', 'queue-project']);
  const none = await stage.person('eve').run(['contribute', link]);
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('brebaje login') });
});

it('names the machine in the list of sessions', () => {
  expect(sessionLabel('alice-laptop.local')).toBe('command on alice-laptop');
  expect(sessionLabel('a\u0007')).toBe('command on a');
  expect(sessionLabel('')).toBe('command on this machine');
  expect(sessionLabel('x'.repeat(100))).toHaveLength(64);
});

it('goes on in a terminal with a link that was used in a browser, once that browser approves', async () => {
  const link = await invite();
  const browser = await fetch(`${stage.url}/auth/invitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(link).hash.slice(1), publicName: 'Dora', acceptTerms: 1 }),
  });
  expect(browser.status).toBeLessThan(300);
  const { ctx } = stage.server.application;
  const rows = await ctx.store.db.selectFrom('identity').select('id').orderBy('id').execute();
  const approvedBy = async (person: CliPerson, identity: number) => {
    let told = '';
    const deciding: Promise<boolean>[] = [];
    const ran = await person.run(['login', link], {
      interactive: true,
      err: (text) => {
        told += text;
        const code = /The code is ([A-Z]{4}-[A-Z]{4})/.exec(told)?.[1];
        if (code !== undefined && deciding.length === 0)
          deciding.push(decideDevice(ctx as unknown as FaceContext, code.replace('-', ''), identity));
      },
    });
    expect(await Promise.all(deciding)).toEqual([true]);
    return { ...ran, told };
  };
  const stranger = await approvedBy(stage.person('not-dora'), rows[0]!.id);
  expect(stranger).toMatchObject({ code: 5, told: expect.stringContaining('has not joined') });
  const dora = stage.person('dora');
  const own = await approvedBy(dora, rows.at(-1)!.id);
  expect(own).toMatchObject({ code: 0, told: expect.stringContaining('You have joined') });
  const output = ['--output', stage.file('dora-result'), '--threads', '1', '--json'];
  const done = await dora.run(['contribute', link, ...output]);
  expect(done).toMatchObject({ code: 0, err: expect.stringContaining('Going on as Dora') });
  const { items } = await operator.json(['participant', 'list', slug, '--status', 'done']);
  expect(items).toContainEqual(expect.objectContaining({ publicName: 'Dora' }));
});
