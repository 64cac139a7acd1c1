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

it('halts a circuit and lets it go on, and shows both', async () => {
  const { slug } = stage.server.ceremony;
  const list = () => operator.run(['circuit', 'list', slug]);
  expect(await list()).toMatchObject({ code: 0, out: expect.stringMatching(/nobody +[0-9a-f]{12}…/) });
  expect((await operator.run(['circuit', 'halt', slug])).code).toBe(2);
  const halted = await operator.run(['circuit', 'halt', slug, '1', ...REASON]);
  expect(halted).toMatchObject({ code: 0, out: expect.stringContaining('takes nobody for now') });
  expect((await list()).out).toContain('HALTED');
  expect(await operator.json(['circuit', 'resume', slug, ...REASON])).not.toHaveProperty('halted');
  const wrong = await operator.run(['circuit', 'resume', slug, 'none', ...REASON]);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('there is no circuit none') });
  expect((await operator.json(['circuit', 'list', slug])).items).toHaveLength(1);
});
