import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';

let stage: FileStage;
let code: string;
beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  await stage.well('zkey new ./circuit.r1cs ./pot.ptau');
  for (const name of ['final', 'other']) {
    await stage.well(`zkey contribute ./circuit_00000.zkey ./${name}_final.zkey`);
    await stage.well(`zkey export verificationkey ./${name}_final.zkey`);
  }
  await stage.well('zkey export verificationkey ./circuit_00000.zkey');
  await stage.well('zkey export solidityverifier ./final_final.zkey');
  code = compileContract(await readFile(stage.path('final_verifier.sol'), 'utf8'));
  await writeFile(stage.path('code.hex'), `0x${code}\n`);
});
afterAll(async () => {
  await endSnarkjs();
  await stage.remove();
});

test('a verifier with nothing against it ends with 0', async () => {
  const { out, err } = await stage.well('check-verifier ./final_vkey.json');
  expect(out).toContain('final_vkey.json, a verification key');
  expect(out).toContain('δ is another point than γ');
  expect(err).toContain('--ceremony');
  for (const options of ['--zkey ./final_final.zkey', '--vkey ./other_vkey.json --vkey ./final_vkey.json']) {
    for (const file of ['final_vkey.json', 'final_verifier.sol', 'code.hex']) {
      const { json } = await stage.well(`check-verifier ./${file} ${options} --json`);
      expect(json).toMatchObject({ ok: true, findings: [{ code: 'delta-differs' }, { code: 'same-key' }] });
      expect(json.sameAs).toMatch(/final_(final.zkey|vkey.json)$/);
    }
  }
  const readInput = async () => code;
  const piped = await stage.run('check-verifier - --vkey ./final_vkey.json', { readInput });
  expect(piped).toMatchObject({ code: 0, out: expect.stringContaining('the code of a contract') });
});

test('one that everybody can forge proofs for, or of another ceremony, ends with 1', async () => {
  const forged = await stage.run('check-verifier ./circuit_vkey.json --json');
  expect(forged).toMatchObject({
    code: 1,
    json: { ok: false, form: 'key', curve: 'bn254', findings: [{ code: 'delta-is-gamma' }] },
  });
  const other = await stage.run('check-verifier ./code.hex --vkey ./other_vkey.json');
  expect(other).toMatchObject({ code: 1, out: expect.stringContaining('not the same: δ') });
});

test('one that says nothing ends with 2', async () => {
  for (const file of ['circuit.r1cs', 'nowhere.json', 'final_final.zkey']) {
    expect((await stage.run(`check-verifier ./${file}`)).code).toBe(2);
  }
  expect((await stage.run('check-verifier ./final_vkey.json --vkey ./circuit.r1cs')).code).toBe(2);
  expect((await stage.run('check-verifier ./final_vkey.json --ceremony ./')).code).toBe(0);
});

test('a ceremony gives its keys by its page or by its archive', async () => {
  await mkdir(stage.path('archive/files'), { recursive: true });
  const key = await readFile(stage.path('final_vkey.json'));
  await writeFile(stage.path('archive/files/final_vkey.json'), key);
  const archived = await stage.run('check-verifier ./code.hex --ceremony ./archive --json');
  expect(archived).toMatchObject({ code: 0, json: { sameAs: 'final' } });

  const sha256 = createHash('sha256').update(key).digest('hex');
  let given = key;
  const server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/ceremonies/by-slug/c': { id: 7, slug: 'c' },
      '/ceremonies/7/artifacts': { items: [{ name: 'final_vkey.json', sha256, url: '/files/x' }] },
    };
    if (request.url === '/files/x') return response.end(given);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[request.url!] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/c/c`;
  const asked = await stage.run(`check-verifier ./code.hex --ceremony ${page} --json`);
  expect(asked).toMatchObject({ code: 0, json: { sameAs: 'final' } });
  const none = await stage.run(`check-verifier ./circuit_vkey.json --ceremony ${page}`);
  expect(none.code).toBe(1);
  given = await readFile(stage.path('other_vkey.json'));
  expect((await stage.run(`check-verifier ./code.hex --ceremony ${page}`)).code).toBe(2);
  server.closeAllConnections();
  server.close();
});
