import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliPerson, type RestStage, setRestStage } from '../testing/rest-stage.ts';

let stage: RestStage;
let anybody: CliPerson;
let page: string;
beforeAll(async () => {
  stage = await setRestStage();
  anybody = stage.person('anybody');
  page = `${stage.url}/c/${stage.server.ceremony.slug}`;
  const operator = await stage.operator();
  await operator.json(['ceremony', 'announce', page, 'hello']);
});
afterAll(() => stage.close());

it('verifies a log of a server, keeps it, and verifies what it kept', async () => {
  const file = stage.file('log.json');
  const ran = await anybody.run(['log', 'verify', page, '--keep', file]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('The log is whole') });
  const { events, head } = await anybody.json(['log', 'verify', file]);
  expect(events).toBeGreaterThan(1);
  const known = ['--expect', `${events}:${head}`];
  expect((await anybody.run(['log', 'verify', page, ...known])).code).toBe(0);
  const other = await anybody.run(['log', 'verify', page, '--expect', `1:${'0'.repeat(64)}`, '--json']);
  expect(other).toMatchObject({ code: 9, json: { ok: false, fault: 'NOT_AS_KNOWN', seq: 1 } });
  expect((await anybody.run(['log', 'verify', page, '--expect', 'x'])).code).toBe(2);
  // What is kept is not written over.
  expect((await anybody.run(['log', 'verify', page, '--keep', file])).code).toBe(12);

  const { items } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(stage.file('lines'), items.map((event: object) => JSON.stringify(event)).join('\n'));
  expect((await anybody.json(['log', 'verify', stage.file('lines')])).head).toBe(head);
  await writeFile(stage.file('cut'), JSON.stringify(items.slice(1)));
  expect(await anybody.run(['log', 'verify', stage.file('cut')])).toMatchObject({
    code: 9,
    err: expect.stringContaining('number 1 is missing'),
  });
  await writeFile(stage.file('none'), 'no log\nat all');
  expect((await anybody.run(['log', 'verify', stage.file('none')])).code).toBe(12);
});
