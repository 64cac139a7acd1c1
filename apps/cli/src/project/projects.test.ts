import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testPng } from '@brebaje/server/branding/test-pictures';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliPerson, type RestStage, setRestStage } from '../testing/rest-stage.ts';

let stage: RestStage;
let operator: CliPerson;
beforeAll(async () => {
  stage = await setRestStage();
  operator = await stage.operator();
});
afterAll(() => stage.close());

it('makes, shows, changes and hides a project', async () => {
  const made = await operator.run([
    'project',
    'create',
    'spring',
    '--name',
    'Spring',
    '--support',
    'a@b.org',
  ]);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('Made the project spring') });
  expect((await operator.run(['project', 'create', 'spring'])).code).toBe(7);
  expect((await operator.run(['project', 'create', 'No Slug'])).code).toBe(7);
  const shown = await operator.run(['project', 'show', 'spring']);
  expect(shown.out).toMatch(/Name +Spring[\s\S]+Coordinators +user \d+ .*\(owner\)/);
  const edited = await operator.json([
    'project',
    'edit',
    'spring',
    '--description',
    'For …',
    '--support',
    '',
  ]);
  expect(edited).toMatchObject({ description: 'For …' });
  expect(edited).not.toHaveProperty('support');
  expect((await operator.run(['project', 'archive', 'spring'])).out).toContain('nothing is erased');
  expect((await operator.run(['project', 'list'])).out).not.toContain('spring');
  expect((await operator.run(['project', 'list', '--archived'])).out).toMatch(/spring +Spring/);
  const { id } = await operator.json(['project', 'archive', 'spring', '--undo']);
  expect(await operator.json(['project', 'show', String(id)])).not.toHaveProperty('archivedAt');
  expect((await operator.run(['project', 'show', 'none'])).code).toBe(7);
});

it('gives a project its looks, and says which colour would do', async () => {
  await operator.json(['project', 'create', 'fair', '--homepage', 'https://fair.example']);
  const edit = (...options: string[]) => operator.run(['project', 'edit', 'fair', ...options]);
  const logo = join(mkdtempSync(join(tmpdir(), 'brebaje-logo-')), 'logo.png');
  writeFileSync(logo, testPng(32, 16));
  expect(await edit('--logo', logo, '--accent-light', '#7a1f5c')).toMatchObject({ code: 0 });
  const { out } = await operator.run(['project', 'show', 'fair']);
  expect(out).toMatch(/Page +https:\/\/fair\.example/);
  expect(out).toMatch(/Colours +light #7a1f5c, dark as it comes/);
  expect(out).toMatch(/Logo +image\/png, 32 × 16/);
  expect(await edit('--accent-dark', '#222222')).toMatchObject({
    code: 7,
    err: expect.stringMatching(/contrast of 1\.\d.*nearest/),
  });
  expect(await edit('--logo', '/nowhere/logo.png')).toMatchObject({ code: 12 });
  expect(await edit('--logo', '', '--homepage', '', '--accent-light', '')).toMatchObject({ code: 0 });
  const plain = await operator.json(['project', 'show', 'fair']);
  for (const gone of ['logo', 'homepage', 'accentLight']) expect(plain).not.toHaveProperty(gone);
});

it('lets people coordinate by a link or by their number, and no longer', async () => {
  await operator.json(['project', 'create', 'shared']);
  const invited = await operator.run(['project', 'coordinators', 'invite', 'shared', '--name', 'Grace']);
  expect(invited.out).toMatch(/^http\S+\/app\/join#[a-z0-9]{26}\n$/);
  const grace = stage.person('grace');
  const signed = await grace.run(['login', invited.out.trim()]);
  expect(signed).toMatchObject({ code: 0, out: expect.stringContaining('coordinator') });
  const me = await grace.json(['whoami']);
  expect(me.projects).toMatchObject([{ slug: 'shared', owner: false }]);
  const set = (word: string) => operator.run(['project', 'coordinators', word, 'shared', String(me.user.id)]);
  expect(await set('remove')).toMatchObject({ code: 0, out: expect.stringContaining('does not coordinate') });
  expect((await grace.json(['whoami'])).projects).toEqual([]);
  expect(await set('add')).toMatchObject({ code: 0 });
  expect((await grace.run(['project', 'coordinators', 'add', 'shared', '1'])).code).toBe(7);
  expect((await operator.run(['project', 'coordinators', 'add', 'shared', 'Grace'])).code).toBe(2);
});

it('refuses a session as an argument, without repeating it', async () => {
  const ran = await operator.run(['project', 'list', '--session', 'S3CRET']);
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('--session-file') });
  expect(ran.err).not.toContain('S3CRET');
});
