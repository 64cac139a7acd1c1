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

it('runs a ceremony from its file to its result, and everybody can check what happened', async () => {
  const file = stage.file('spring.toml');
  await writeFile(
    file,
    'slug = "spring"\ntitle = "Spring"\ntest = true\nsizes = "4,3:8,3"\n[about]\nsupport = "help@example.org"\n',
  );
  await operator.json(['ceremony', 'create', file, '--open']);
  for (const name of ['Ada', 'Bob']) {
    const invited = await operator.run(['participant', 'invite', 'spring', '--name', name]);
    const output = ['--output', stage.file(name), '--threads', '1', '--json'];
    const accept = ['--accept-terms', '1', '--name', name];
    const ran = await stage.person(name).run(['contribute', invited.out.trim(), ...accept, ...output]);
    expect({ name, code: ran.code, err: ran.err }).toEqual({ name, code: 0, err: expect.any(String) });
  }
  const early = await operator.run(['ceremony', 'finalize', 'spring']);
  expect(early).toMatchObject({ code: 7, err: expect.stringContaining('close it first') });
  expect(await operator.json(['ceremony', 'close', 'spring', '--wait', ...REASON])).toMatchObject({
    drained: true,
  });

  let told = '';
  const finalized = await operator.run(['ceremony', 'finalize', 'spring', '--wait'], {
    err: (text) => {
      told += text;
    },
  });
  expect({ code: finalized.code, told }).toEqual({ code: 0, told: expect.any(String) });
  expect(finalized.out).toContain('is finalized');
  expect(finalized.out).toMatch(/transcript\.json[\s\S]+SHA-256 [0-9a-f]{64}/);
  const again = await operator.json(['ceremony', 'finalize', 'spring', '--wait']);
  const [artifact] = again.artifacts;
  expect((await fetch(stage.url + artifact.url)).status).toBe(200);

  const anybody = stage.person('anybody');
  const page = `${stage.url}/c/spring`;
  expect((await anybody.json(['ceremony', 'show', page])).artifacts).toEqual(again.artifacts);
  expect((await anybody.json(['participant', 'list', page, '--status', 'finalized'])).items).toHaveLength(2);
  expect((await anybody.run(['log', 'verify', page])).code).toBe(0);
  const watched = await anybody.run(['ceremony', 'watch', page]);
  expect(watched.out).toMatch(/Ada: The contribution was accepted at position 1/);
  expect(watched.out.trimEnd().split('\n').at(-1)).toContain('the result stands');
  const receipt = ['--receipt', stage.file('Ada/receipt.json')];
  expect(await anybody.run(['verify', page, ...receipt, '--threads', '1'])).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(stage.file('Ada/receipt.json'), 'utf8'))).toHaveProperty('signature');
});
