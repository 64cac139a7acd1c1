import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RestStage, setRestStage } from './testing/rest-stage.ts';

let stage: RestStage;
beforeAll(async () => {
  stage = await setRestStage();
});
afterAll(() => stage.close());

it('prints a link that gives rights', async () => {
  const machine = stage.person('machine');
  const ran = await machine.run(['operator', 'link', '--role', 'coordinator']);
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('coordinator here') });
  expect(ran.out).toMatch(/\/app\/join#[a-z0-9]{26}\n$/);
  expect((await machine.json(['operator', 'link'])).expiresAt).toMatch(/^\d{4}-/);
  expect((await machine.run(['operator', 'link', '--role', 'king'])).code).toBe(2);
  expect((await machine.run(['operator', 'link', '--data', stage.file('nowhere')])).code).toBe(13);
});

it('shows and erases what is stored about a person', async () => {
  const operator = await stage.operator();
  const machine = stage.person('machine');
  const { slug } = stage.server.ceremony;
  await operator.json(['participant', 'invite', slug, '--name', 'Ada', '--email', 'ada@example.org']);
  const file = stage.file('ada.json');
  expect(await machine.run(['privacy', 'export', 'ada@example.org', '--output', file])).toMatchObject({
    code: 0,
  });
  expect(await readFile(file, 'utf8')).toContain('ada@example.org');
  expect((await machine.run(['privacy', 'erase', 'ada@example.org'])).code).toBe(2);
  const erased = await machine.run(['privacy', 'erase', 'ada@example.org', '--reason', 'asked']);
  expect(erased).toMatchObject({ code: 0, out: expect.stringContaining('Erased') });
  const again = await machine.run(['privacy', 'export', 'ada@example.org', '--json']);
  expect(again).toMatchObject({ code: 14, json: { ok: false, exit: 14 } });
});

it('says that there is no mail server to try out', async () => {
  const ran = await stage.person('machine').run(['notify', 'test', 'ada@example.org']);
  expect(ran).toMatchObject({ code: 14, err: expect.stringContaining('the server refused') });
  expect((await stage.person('machine').run(['notify', 'test', 'nobody'])).code).toBe(14);
});

it('adds circuits only to ceremonies that have any', async () => {
  const { slug } = stage.server.ceremony;
  const files = ['--r1cs', stage.file('a.r1cs'), '--ptau', stage.file('a.ptau'), '--data', stage.data];
  const machine = stage.person('machine');
  const ran = await machine.run(['circuit', 'add', slug, 'transfer', ...files]);
  expect(ran).toMatchObject({ code: 14, err: expect.stringContaining('A KZG ceremony has no circuits') });
  const malformed = await machine.run(['circuit', 'add', slug, 'Transfer!', ...files]);
  expect(malformed).toMatchObject({ code: 14, err: expect.stringContaining('lower-case letters') });
  expect((await machine.run(['circuit', 'add', slug, 'transfer'])).code).toBe(2);
});
