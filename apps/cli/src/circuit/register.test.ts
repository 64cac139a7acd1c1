import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createInProject } from '@brebaje/server/ceremonies/create';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';
import { type CliPerson, type RestStage, setRestStage } from '../testing/rest-stage.ts';

let stage: RestStage;
let files: FileStage;
let operator: CliPerson;
beforeAll(async () => {
  [stage, files] = await Promise.all([setRestStage(), makeFileStage()]);
  operator = await stage.operator();
  await putCircuit(files, 'bn254');
  await writeFile(files.path('cut.r1cs'), (await readFile(files.path('circuit.r1cs'))).subarray(0, -1));
  await writeFile(files.path('circuit.wasm'), Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  const { ctx } = stage.server.application;
  const { projectId } = stage.server.ceremony;
  const draft = { slug: 'mine', title: 'Mine', scheme: 'GROTH16' as const };
  await createInProject(ctx, projectId, draft, { who: 'operator' });
});
afterAll(async () => {
  await stage.close();
  await files.remove();
});

const given = () => ['--r1cs', files.path('circuit.r1cs'), '--ptau', files.path('pot.ptau')];
const blake2b = async (name: string) =>
  createHash('blake2b512')
    .update(await readFile(files.path(name)))
    .digest('hex');

it('sends files once, waits for the genesis, and shows what a circuit is made of', async () => {
  const source = ['--repository', 'https://example.org/circuits', '--commit', 'c0ffee0'];
  const more = ['--wasm', files.path('circuit.wasm'), '--name', 'Transfer', ...source];
  const added = await operator.run(['circuit', 'add', 'mine', 'transfer', ...given(), ...more]);
  expect(added).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Circuit 1 of mine, transfer: genesis/),
  });
  expect(added.err).toContain('Uploading ptau');

  const again = await operator.run(['circuit', 'add', 'mine', 'transfer', ...given()]);
  expect(again).toMatchObject({ code: 7, err: expect.stringContaining('has a circuit transfer already') });
  const other = await operator.run(['circuit', 'add', 'mine', 'other', ...given(), '--drop-ptau']);
  expect(other).toMatchObject({ code: 0, err: expect.stringContaining('not sent again') });
  expect(other.err).not.toContain('Uploading ptau');
  const hash = await blake2b('pot.ptau');
  const byHash = ['--r1cs', files.path('circuit.r1cs'), '--ptau', hash];
  const third = await operator.json(['circuit', 'add', 'mine', 'third', ...byHash]);
  expect(third).toMatchObject({ sequence: 3, metadata: { phase1: { blake2b: hash, checked: 'hash' } } });

  const shown = await operator.run(['circuit', 'show', 'mine', 'transfer']);
  for (const told of ['Transfer', 'c0ffee0', 'verified whole by the server', hash, 'transfer.wasm'])
    expect(shown.out).toContain(told);
  const edited = [
    'circuit',
    'edit',
    'mine',
    'third',
    '--place',
    '1',
    '--name',
    'Third',
    '--compiler',
    'ours',
  ];
  expect(await operator.json(edited)).toMatchObject({
    sequence: 1,
    name: 'Third',
    metadata: { source: { compiler: 'ours' } },
  });
  const without = ['circuit', 'edit', 'mine', 'third', '--place', '3', '--name', '', '--compiler', ''];
  const back = await operator.json(without);
  expect([back.sequence, back.name, back.metadata.source]).toEqual([3, undefined, undefined]);
  expect((await operator.run(['circuit', 'edit', 'mine', 'third'])).code).toBe(2);
  expect(await operator.run(['circuit', 'remove', 'mine', 'other'])).toMatchObject({ code: 0 });
  const { items } = await operator.json(['circuit', 'list', 'mine']);
  expect(items.map(({ slug }: { slug: string }) => slug)).toEqual(['transfer', 'third']);
});

it('says what is wrong with files, and goes on when they are right', async () => {
  const add = (r1cs: string, ptau: string, ...more: string[]) =>
    operator.run([
      ...['circuit', 'add', 'mine', 'wrong'],
      ...['--r1cs', files.path(r1cs), '--ptau', files.path(ptau), ...more],
    ]);
  expect(await add('none.r1cs', 'pot.ptau')).toMatchObject({ code: 12 });
  expect(await add('cut.r1cs', 'pot.ptau')).toMatchObject({ code: 7, err: expect.stringContaining('r1cs') });
  const hash = await blake2b('pot_1.ptau');
  const known = await add('circuit.r1cs', 'pot.ptau', '--ptau-hash', hash);
  expect(known).toMatchObject({ code: 12, err: expect.stringContaining('is another phase 1') });
  expect(await add('circuit.r1cs', 'pot.ptau', '--ptau-hash', 'abc')).toMatchObject({ code: 2 });
  const raw = await add('circuit.r1cs', 'pot_1.ptau');
  expect(raw).toMatchObject({ code: 12, err: expect.stringContaining('prepare phase2') });
  expect((await operator.run(['circuit', 'list', 'mine'])).out).toContain('FAILED: the ptau is not prepared');
  expect(await add('circuit.r1cs', 'pot.ptau')).toMatchObject({ code: 0 });
});

it('goes on with a chain from files, over the network and on the server’s machine', async () => {
  await files.well('zkey new ./circuit.r1cs ./pot.ptau ./genesis.zkey');
  await files.well('zkey contribute ./genesis.zkey ./one.zkey --name Ada --genesis ./genesis.zkey');
  const chain = ['--genesis', files.path('genesis.zkey'), '--zkey', files.path('one.zkey')];
  const adopted = await operator.run(['circuit', 'adopt', 'mine', 'old', ...given(), ...chain]);
  expect(adopted).toMatchObject({
    code: 0,
    out: expect.stringContaining('after 1 contribution from elsewhere'),
  });
  const here = ['circuit', 'adopt', 'mine', 'old-2', ...given(), ...chain, '--data', stage.data];
  expect(await operator.json(here)).toMatchObject({ adopted: 1 });
  const shown = await operator.run(['circuit', 'show', 'mine', 'old-2']);
  expect(shown.out).toMatch(/adopted +1 Ada [0-9a-f]{128}/);
  const without = await operator.run(['circuit', 'adopt', 'mine', 'x', ...given(), ...chain.slice(0, 2)]);
  expect(without).toMatchObject({ code: 2, err: expect.stringContaining('--zkey') });
});

it('registers the circuits that a ceremony’s file declares, and says how to go on where one is unfit', async () => {
  const circuit = (slug: string, r1cs: string) =>
    `[[circuits]]\nslug = "${slug}"\nr1cs = "${r1cs}"\nptau = "pot.ptau"\ncompiler = "by hand"\n`;
  const written = async (slug: string, circuits: string) => {
    const head = `slug = "${slug}"\ntitle = "${slug}"\nscheme = "GROTH16"\n[about]\nsupport = "help@example.org"\n`;
    await writeFile(files.path('ceremony.toml'), `${head}${circuits}`);
    return operator.run(['ceremony', 'create', files.path('ceremony.toml')]);
  };
  const two = `${circuit('one', 'circuit.r1cs')}${circuit('two', 'circuit.r1cs')}`;
  const created = await written('by-file', two);
  expect(await operator.run(['ceremony', 'check', files.path('ceremony.toml')])).toMatchObject({ code: 0 });
  expect(created).toMatchObject({ code: 0, err: expect.stringContaining('Circuit two: genesis') });
  const { items } = await operator.json(['circuit', 'list', 'by-file']);
  expect(items).toMatchObject([
    { slug: 'one', sequence: 1, metadata: { source: { compiler: 'by hand' } } },
    { slug: 'two', sequence: 2 },
  ]);
  expect(await written('without-files', circuit('one', 'none.r1cs'))).toMatchObject({ code: 12 });
  await written('without-ptau', circuit('one', 'circuit.r1cs').replace('pot.ptau', 'none.ptau'));
  const early = await operator.run(['ceremony', 'check', files.path('ceremony.toml')]);
  expect(early.out).toMatch(/WARNING +The ptau of one is not there yet: .*none\.ptau/);
  expect((await operator.run(['ceremony', 'show', 'without-files'])).code).not.toBe(0);
  const unfit = await written('unfit', circuit('one', 'cut.r1cs'));
  expect(unfit).toMatchObject({
    code: 7,
    err: expect.stringMatching(/unfit was created, and its circuit one is not there.*circuit add unfit one/s),
  });
});
