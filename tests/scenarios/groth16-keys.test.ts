/** What is made of a finalized ceremony: its files by hand, and verifiers that are or are not its own. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CircuitCeremony, circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { brebaje } from '../support/verify-command.ts';

let server: TestServer;
let ceremony: CircuitCeremony;
let home: string;
const file = (name: string) => join(home, name);
const read = async (path: string) =>
  (await fetch(server.url + path)).json() as Promise<Record<string, unknown>>;

/** Puts a file of the server into the folder. */
async function fetched(path: string, name: string): Promise<Buffer> {
  const answer = await fetch(server.url + path);
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  writeFileSync(file(name), bytes);
  return bytes;
}

const small = { curve: 'bn254', constraints: 6, publicWires: 1, unused: 1 } as const;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'brebaje-keys-'));
  server = await startTestServer({}, undefined, { ownSchemes: true, time: REAL_TIME });
  ceremony = await circuitCeremony(server, [small, { ...small, constraints: 9, publicWires: 2 }]);
  await ceremony.contribute('Ann');
  await ceremony.contribute();
  await ceremony.end(() => REAL_ROUND);
  const { items } = await read(`/ceremonies/${ceremony.id}/artifacts`);
  for (const { name, url } of items as { name: string; url: string }[]) await fetched(url, name);
  const circuits = (await read(`/circuits?ceremonyId=${ceremony.id}`)).items as {
    slug: string;
    metadata: { genesis: { sha256: string }; immutable: { sha256: string } };
  }[];
  for (const { slug, metadata } of circuits) {
    await fetched(`/files/${metadata.genesis.sha256}/genesis.zkey`, `${slug}_00000.slim.zkey`);
    await fetched(`/files/${metadata.immutable.sha256}/immutable.zkey`, `${slug}_immutable.zkey`);
  }
});
afterAll(async () => {
  await ceremony.close();
  await server.close();
  rmSync(home, { recursive: true });
});

describe('a verifier', () => {
  const check = async (...args: string[]) => {
    const { code, out } = await brebaje(home, 'check-verifier', ...args, '--json');
    return { code, json: JSON.parse(out) };
  };

  it('is known to be that of a circuit of the ceremony', async () => {
    const code = compileContract(readFileSync(file('circuit-2_verifier.sol'), 'utf8'));
    writeFileSync(file('code.hex'), code);
    for (const [name, circuit] of [
      ['circuit-1_vkey.json', 'circuit-1'],
      ['circuit-2_verifier.sol', 'circuit-2'],
      ['code.hex', 'circuit-2'],
    ])
      expect(await check(file(name!), '--ceremony', ceremony.url)).toMatchObject({
        code: 0,
        json: { sameAs: circuit },
      });
    const archive = file('archive');
    await brebaje(home, 'archive', ceremony.url, '-o', archive);
    expect(await check(file('code.hex'), '--ceremony', archive)).toMatchObject({
      code: 0,
      json: { sameAs: 'circuit-2' },
    });
  });

  it('of the genesis is none of the ceremony’s, and open to forgery', async () => {
    const [slim, immutable] = [file('circuit-1_00000.slim.zkey'), file('circuit-1_immutable.zkey')];
    expect((await brebaje(home, 'zkey', 'info', slim)).code).toBe(0);
    const path = `/files/${hashOf(slim)}/${hashOf(immutable)}/circuit-1_00000.zkey`;
    await fetched(path, 'circuit-1_00000.zkey');
    await brebaje(home, 'zkey', 'export', 'verificationkey', file('circuit-1_00000.zkey'), file('open.json'));
    const { code, json } = await check(file('open.json'), '--ceremony', ceremony.url);
    expect(code).toBe(1);
    expect(json.findings.map((finding: { code: string }) => finding.code)).toEqual([
      'delta-is-gamma',
      'other-key',
    ]);
  });
});

describe('the final state', () => {
  const verify = async (...args: string[]) => {
    const { code, out, err } = await brebaje(home, 'zkey', 'verify', ...args, '--json');
    return { code, json: JSON.parse(out), err };
  };

  it('is valid by the ceremony’s manifest, and ends with its beacon', async () => {
    const { manifestHash } = await read(`/ceremonies/${ceremony.id}`);
    for (const circuit of ['circuit-1', 'circuit-2']) {
      const found = await verify(
        ...['--genesis', file(`${circuit}_00000.slim.zkey`), '--manifest', ceremony.url],
        ...['--manifest-hash', String(manifestHash)],
        ...['--beacon', `drand:${REAL_ROUND.round}:${REAL_ROUND.signature}`],
        file(`${circuit}_final.slim.zkey`),
      );
      expect(found).toMatchObject({
        code: 0,
        json: { verdict: 'valid', circuit, expected: 'beacon', notes: [] },
      });
      expect(found.json.phase1).toContain('pinned by the manifest');
    }
    const mixed = await verify(
      ...['--genesis', file('circuit-1_00000.slim.zkey'), '--manifest', ceremony.url],
      file('circuit-2_final.slim.zkey'),
    );
    expect(mixed).toMatchObject({ code: 1, json: { code: 'other-circuit' } });
  });

  it('was planned rightly', async () => {
    const ran = await brebaje(home, 'ceremony', 'check', ceremony.url, '--people', '3', '--json');
    const { plan } = JSON.parse(ran.out);
    expect(plan.circuits.map(({ slug }: { slug: string }) => slug)).toEqual(['circuit-1', 'circuit-2']);
    expect(plan.circuits[0].sizes.slim).toBe(statSync(file('circuit-1_00000.slim.zkey')).size);
  });
});

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
