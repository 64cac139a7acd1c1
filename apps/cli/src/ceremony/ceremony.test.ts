import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliPerson, type RestStage, setRestStage } from '../testing/rest-stage.ts';

let stage: RestStage;
let operator: CliPerson;
beforeAll(async () => {
  stage = await setRestStage();
  operator = await stage.operator();
});
afterAll(() => stage.close());

const REASON = ['--reason', 'a test'];

/** A file for a small ceremony with this slug. */
async function fileOf(slug: string, change: (toml: string) => string = (toml) => toml): Promise<string> {
  const toml = `slug = "${slug}"\ntitle = "Ceremony ${slug}"\ntest = true\nsizes = "4,3"\nabout.support = "help@example.org"\n`;
  const path = stage.file(`${slug}.toml`);
  await writeFile(path, change(toml));
  return path;
}

async function created(slug: string, open = false): Promise<string> {
  await operator.json(['ceremony', 'create', await fileOf(slug), ...(open ? ['--open'] : [])]);
  return slug;
}

it('writes an example that can be created as it stands, and never over a file', async () => {
  const path = stage.file('example.toml');
  const wrote = await operator.run(['ceremony', 'init', path]);
  expect(wrote).toMatchObject({ code: 0, out: expect.stringContaining('ceremony check') });
  expect(await readFile(path, 'utf8')).toContain('slug = "my-ceremony"');
  expect((await operator.run(['ceremony', 'init', path])).code).toBe(12);
  const groth16 = await operator.run(['ceremony', 'init', '-', '--scheme', 'GROTH16']);
  expect(groth16.out).toContain('scheme = "GROTH16"');
  expect(await operator.json(['ceremony', 'init', stage.file('b.toml')])).toMatchObject({ ok: true });
  expect((await operator.run(['ceremony', 'init', '--scheme', 'X'])).code).toBe(2);
});

it('says of a file what it will mean, and why it cannot open', async () => {
  const good = await operator.run(['ceremony', 'check', await fileOf('checked')]);
  expect(good).toMatchObject({ code: 0, out: expect.stringContaining('Nothing keeps it from opening') });
  expect(good.out).toMatch(/takes at most .*\nA day has time for at least \d+ of them/);
  const late = await fileOf('late', (toml) => `${toml}closes-at = 2020-01-01T00:00:00Z\n`);
  const bad = await operator.run(['ceremony', 'check', late]);
  expect(bad).toMatchObject({ code: 15, out: expect.stringContaining('FAULT') });
  const document = await operator.run(['ceremony', 'check', late, '--json']);
  expect(document.json).toMatchObject({
    ok: false,
    exit: 15,
    ready: false,
    means: { words: expect.any(Array) },
  });
  const wrong = await fileOf('wrong', (toml) => `${toml}colour = "red"\n[policy]\npenalty = "soon"\n`);
  const told = await operator.run(['ceremony', 'check', wrong]);
  expect(told.code).toBe(12);
  expect(told.err).toContain('there is no key colour');
  expect(told.err).toContain('policy.penalty');
  const broken = await fileOf('broken', () => 'slug = \n');
  expect((await operator.run(['ceremony', 'check', broken])).err).toContain('line 1');
  expect((await stage.person('stranger').run(['ceremony', 'check', await fileOf('checked')])).code).toBe(2);
});

it('makes no project for a ceremony that is refused', async () => {
  const ran = await operator.run([
    'ceremony',
    'create',
    await fileOf('unfit', (toml) => `${toml}policy.discipline = "QUEUE"\n`),
  ]);
  expect(ran).toMatchObject({ code: 7, err: expect.stringContaining('CEREMONY_UNFIT') });
  const sizes = await fileOf('odd', (toml) => toml.replace('"4,3"', '"5,3"'));
  expect(await operator.run(['ceremony', 'create', sizes])).toMatchObject({ code: 7 });
  expect((await operator.json(['project', 'list', '--mine'])).items).toEqual([]);
});

it('creates one in a project that it makes, opens it, shows it and lists it', async () => {
  const ran = await operator.run(['ceremony', 'create', await fileOf('spring'), '--open']);
  expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/^Created and opened spring: http/) });
  const project = await operator.json(['project', 'list', '--mine']);
  expect(project.items).toMatchObject([{ slug: expect.any(String) }]);
  for (const named of ['spring', `${stage.url}/c/spring`, `${stage.url}/c/spring/contribute`]) {
    const shown = await operator.run(['ceremony', 'show', named]);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('Ceremony spring') });
    expect(shown.out).toMatch(/Status +OPENED/);
    expect(shown.out).not.toContain('\u001b');
  }
  const { id } = await operator.json(['ceremony', 'show', 'spring']);
  expect(await operator.json(['ceremony', 'show', String(id)])).toMatchObject({ slug: 'spring' });
  const listed = await operator.run(['ceremony', 'list', '--status', 'opened']);
  expect(listed.out).toMatch(/spring +Ceremony spring \(TEST\) +KZG +OPENED/);
  expect((await operator.json(['ceremony', 'list', '--status', 'paused'])).items).toEqual([]);
  expect(await stage.person('x').run(['ceremony', 'show', 'none', '--server', stage.url])).toMatchObject({
    code: 7,
    err: expect.stringContaining('NOT_FOUND'),
  });
});

it('says of a slug that is taken how to go on', async () => {
  const ran = await operator.run(['ceremony', 'create', await fileOf('spring'), '--project', 'spring']);
  expect(ran).toMatchObject({ code: 7, err: expect.stringMatching(/there is a ceremony spring already/) });
  expect(ran.err).toMatch(
    /ceremony edit spring \S+spring\.toml changes it.*circuit add spring.*another slug/,
  );
});

it('is refused to strangers, who are told to sign in', async () => {
  const stranger = stage.person('stranger');
  const env = { BREBAJE_SERVER: stage.url };
  const ran = await stranger.run(['ceremony', 'create', await fileOf('foreign')], { env });
  expect(ran).toMatchObject({ code: 5, err: expect.stringContaining('Sign in') });
  const unknown = await stranger.run(['ceremony', 'show', 'spring', '--json'], {
    env: { ...env, BREBAJE_SESSION: '00000000-0000-4000-8000-000000000000' },
  });
  expect(unknown).toMatchObject({ code: 5, json: { ok: false, serverCode: 'SIGN_IN_REQUIRED' } });
});

it('says where a person with several projects has to choose', async () => {
  await operator.json(['project', 'create', 'second']);
  const ran = await operator.run(['ceremony', 'create', await fileOf('where')]);
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('second') });
  const made = await operator.json(['ceremony', 'create', await fileOf('where'), '--project', 'second']);
  expect(made).toMatchObject({ slug: 'where', status: 'SCHEDULED' });
  await operator.json(['project', 'archive', 'second']);
});

it('changes what --set says, takes away, and needs a reason after the opening', async () => {
  const slug = await created('edited');
  const set = async (...settings: string[]) =>
    operator.json(['ceremony', 'edit', slug, ...settings.flatMap((one) => ['--set', one])]);
  const changed = await set(
    'title=Another title',
    'policy.contribution-time=15m',
    'about.timeline=In spring',
    'closes-at=2040-01-01T00:00:00Z',
    'policy.closes-after=7',
  );
  expect(changed).toMatchObject({
    title: 'Another title',
    policy: { timeout: { type: 'FIXED', duration: 900 }, closing: { count: 7 } },
    about: { timeline: 'In spring' },
    closesAt: 2_208_988_800,
  });
  const less = await set('closes-at=', 'about.timeline=', 'policy.closes-after=');
  expect(less).not.toHaveProperty('closesAt');
  expect(less.about).not.toHaveProperty('timeline');
  expect(less.policy.closing).not.toHaveProperty('count');
  for (const [wrong, exit] of [
    ['slug', 2],
    ['slug=', 2],
    ['colour=red', 12],
  ] as const)
    expect((await operator.run(['ceremony', 'edit', slug, '--set', wrong])).code).toBe(exit);
  await operator.json(['ceremony', 'open', slug]);
  const edit = ['ceremony', 'edit', slug, '--set', 'policy.contribution-time=20m'];
  expect(await operator.run(edit)).toMatchObject({ code: 7, err: expect.stringContaining('REASON_NEEDED') });
  const amended = await operator.run([...edit, ...REASON]);
  expect(amended).toMatchObject({ code: 0, out: expect.stringContaining('Old and new are public') });
});

it('changes what a file says, also one with a preset, and only of this ceremony', async () => {
  const slug = await created('filed');
  const whole = () => fileOf(slug, (toml) => `${toml}[policy]\npreset = "ethereum-2023"\npenalty = "1h"\n`);
  const path = await whole();
  const { policy } = await operator.json(['ceremony', 'edit', slug, path]);
  expect(policy).toMatchObject({ timeout: { type: 'FIXED', duration: 192 }, penalty: 3600 });
  const sizes = await fileOf(slug, (toml) => toml.replace('"4,3"', '"8,3"'));
  for (const wrong of [[sizes], ['--set', 'sizes=8,3'], ['--set', 'scheme=KZG'], ['--set', 'slug=x']])
    expect(await operator.run(['ceremony', 'edit', slug, ...wrong])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot change once a ceremony is created'),
    });
  await whole();
  const other = await operator.run(['ceremony', 'edit', slug, await fileOf('other')]);
  expect(other).toMatchObject({ code: 2, err: expect.stringContaining('slugs are permanent') });
  expect((await operator.run(['ceremony', 'edit', slug])).code).toBe(2);
  await operator.json(['ceremony', 'open', slug]);
  // The same file again changes nothing that is fixed.
  expect(await operator.run(['ceremony', 'edit', slug, path, ...REASON])).toMatchObject({ code: 0 });
});

it('moves one on by every word, each with its reason', async () => {
  const slug = await created('moved', true);
  expect((await operator.run(['ceremony', 'pause', slug])).code).toBe(2);
  for (const [word, told] of [
    ['pause', 'paused'],
    ['open', 'is open'],
    ['close', 'closed'],
  ] as const)
    expect(await operator.run(['ceremony', word, slug, ...REASON])).toMatchObject({
      code: 0,
      out: expect.stringContaining(told),
    });
  const closed = await operator.run(['ceremony', 'close', slug, ...REASON]);
  expect(closed.err).toContain(`ceremony finalize ${slug} --wait`);
  const again = await operator.run(['ceremony', 'open', slug, ...REASON]);
  expect(again).toMatchObject({ code: 7, err: expect.stringContaining('Possible now') });
  const none = await operator.run(['ceremony', 'finalize', slug, '--wait']);
  expect(none.code).toBe(7);
  expect(await operator.json(['ceremony', 'cancel', slug, ...REASON])).toMatchObject({ status: 'CANCELED' });
  expect(await operator.run(['ceremony', 'archive', slug])).toMatchObject({ code: 0 });
  expect((await operator.json(['ceremony', 'list', '--archived'])).items).toMatchObject([{ slug }]);
  expect(await operator.run(['ceremony', 'archive', slug, '--undo'])).toMatchObject({
    out: expect.stringContaining('in the lists again'),
  });
});

it('tells everybody something, and what needs a human', async () => {
  const slug = await created('told', true);
  const told = await operator.run(['ceremony', 'announce', slug, 'We begin at noon', '--incident']);
  expect(told).toMatchObject({ code: 0, out: expect.stringContaining('Told everybody') });
  const { items } = await operator.json(['ceremony', 'attention', slug]);
  expect(items).toBeInstanceOf(Array);
  expect((await operator.run(['ceremony', 'attention', slug])).code).toBe(0);
  const health = await operator.run(['ceremony', 'health', slug]);
  expect(health).toMatchObject({
    code: 0,
    out: expect.stringMatching(/database\s+SQLITE[\s\S]*VERIFICATION/),
  });
  expect((await operator.json(['ceremony', 'health', slug])).disk.short).toBe(false);
  const stranger = await stage.person('stranger').run(['ceremony', 'attention', `${stage.url}/c/${slug}`]);
  expect(stranger.code).toBe(5);
});

it('watches what happens, from the beginning and as it happens, until the ceremony ends', async () => {
  const slug = await created('watched', true);
  const watcher = stage.person('watcher');
  const lines: string[] = [];
  let first = () => {};
  const begun = new Promise<void>((resolve) => {
    first = resolve;
  });
  const watching = watcher.run(['ceremony', 'watch', `${stage.url}/c/${slug}`, '--after', '0', '--json'], {
    out: (text) => {
      lines.push(text);
      first();
    },
  });
  await begun;
  await operator.json(['ceremony', 'announce', slug, 'hello']);
  await operator.json(['ceremony', 'cancel', slug, ...REASON]);
  expect((await watching).code).toBe(0);
  const events = lines.map((text) => JSON.parse(text));
  expect(events.map(({ type }) => type)).toEqual([
    'ceremony.created',
    'ceremony.opened',
    'coordinator.note',
    'ceremony.canceled',
  ]);
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  const past = await watcher.run(['ceremony', 'watch', `${stage.url}/c/${slug}`]);
  expect(past.code).toBe(0);
  expect(past.out.split('\n').filter((text) => text !== '')).toHaveLength(4);
  expect(past.out).toMatch(/UTC +Note|UTC\) +Note/);
  expect(past.err).toContain('CANCELED');
});

it('shows on a terminal how it stands, below what happened', async () => {
  const ran = await stage.person('watcher').run(['ceremony', 'watch', `${stage.url}/c/watched`], {
    interactive: true,
    columns: 120,
  });
  expect(ran.code).toBe(0);
  expect(ran.err).toContain('\r\u001b[2Kwatched CANCELED: 0 contributions, 0 waiting');
  // What was drawn is gone in the end.
  expect(ran.err.endsWith('\r\u001b[2K')).toBe(true);
  expect(ran.out).not.toContain('\u001b');
});

it('ends watching in peace when it is interrupted', async () => {
  const controller = new AbortController();
  const ran = stage.person('watcher').run(['ceremony', 'watch', `${stage.url}/c/spring`, '--after', '0'], {
    signal: controller.signal,
    out: () => controller.abort(),
  });
  expect((await ran).code).toBe(0);
});

it('makes links for the first people, before a ceremony for invited people opens', async () => {
  const toml = (text: string) => `${text}[eligibility]\nwho = "INVITED"\n`;
  const file = await fileOf('with-links', toml);
  const made = ['ceremony', 'create', file, '--open'];
  const ran = await operator.run([...made, '--invite', 'Ada', '--invite', 'Lin']);
  expect(ran.code).toBe(0);
  for (const name of ['Ada', 'Lin'])
    expect(ran.out).toMatch(new RegExp(`For ${name} alone.*: http\\S+/app/join#[a-z0-9]{26}\\n`));
  expect(await operator.json(['ceremony', 'show', 'with-links'])).toMatchObject({ status: 'OPENED' });
});
