import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KERNEL_NAMES } from '@brebaje/curves/kernel/choose';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { encodeContribution } from '@brebaje/kzg/contribution';
import { secretsFromEntropy } from '@brebaje/kzg/secret';
import { contributionFromState, initialState, packState } from '@brebaje/kzg/state';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createVerificationClient,
  type VerificationClient,
  VerificationFault,
} from './verification-client.ts';

const sizes = [{ g1: 4, g2: 3 }];
const state = initialState(sizes);

let folder: string;
let client: VerificationClient;
const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const blob = (bytes: Uint8Array): string => file(createHash('sha256').update(bytes).digest('hex'), bytes);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brebaje-verify-'));
  // Whoever needs it does not end by itself, and the test takes too long.
  client = createVerificationClient({ engineThreads: 1, graceMillis: 3_600_000 });
});
afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the verification thread', () => {
  it('serves a state as clients expect it, also compressed', async () => {
    const path = blob(packState(state));
    const { json, gzip } = await client.ask({ kind: 'serve', state: { path, sizes } });
    expect(json).toEqual(encodeContribution(contributionFromState(state), { signatures: 'empty-strings' }));
    const unzipped = new Response(
      new Blob([gzip as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip')),
    );
    expect(new Uint8Array(await unzipped.arrayBuffer())).toEqual(json);
  });

  it.each([
    ['{', 'syntax'],
    ['{"contributions":[],"other":1}', 'shape'],
  ])('tells why %s is no contribution', async (text, kind) => {
    const { fault } = await client.ask({ kind: 'read', upload: file('upload', text) });
    expect(fault?.kind).toBe(kind);
  });

  it('neither serves nor verifies bytes that the disk has changed', async () => {
    const path = blob(packState(state));
    const upload = blob(encodeContribution(contributionFromState(state)));
    const identity = `eth|0x${'00'.repeat(20)}`;
    for (const damaged of [upload, path]) {
      writeFileSync(damaged, new Uint8Array(10));
      await expect(client.ask({ kind: 'verify', before: { path, sizes }, upload, identity })).rejects.toThrow(
        'does not have its hash',
      );
    }
    await expect(client.ask({ kind: 'serve', state: { path, sizes } })).rejects.toThrow('hash any more');
  });

  it('names the check that failed, those before it and those not run', async () => {
    const upload = blob(encodeContribution(contributionFromState(state)));
    const before = { path: blob(packState(state)), sizes };
    const answer = await client.ask({ kind: 'verify', before, upload, identity: `eth|0x${'00'.repeat(20)}` });
    expect(answer).toMatchObject({
      ok: false,
      code: 'CeremonyError::ContributionNoEntropy',
      checks: {
        format: { verdict: 'passed' },
        consistency: { verdict: 'failed' },
        mathematical: { verdict: 'skipped' },
      },
    });
  });

  it('tells which kernel its engine computes with once it has computed', async () => {
    const before = { path: blob(packState(state)), sizes };
    await client.ask({ kind: 'serve', state: before });
    const identity = `eth|0x${'00'.repeat(20)}`;
    const base = contributionFromState(state);
    const idle = blob(encodeContribution(base));
    expect(await client.ask({ kind: 'verify', before, upload: idle, identity })).toMatchObject({ ok: false });
    await client.ask({ kind: 'read', upload: idle });
    expect(client.kernel).toBeUndefined();
    const made = await contribute(createNobleEngine(), base, secretsFromEntropy([new Uint8Array(32)]));
    const upload = blob(encodeContribution(made));
    expect(await client.ask({ kind: 'verify', before, upload, identity })).toMatchObject({ ok: true });
    await expect.poll(() => client.kernel).toMatchObject({ curve: 'bls12-381', rejected: expect.any(Array) });
    expect(KERNEL_NAMES).toContain(client.kernel!.kernel);
  });

  it('answers what cannot be read as a fault, and goes on', async () => {
    const missing = client.ask({ kind: 'read', upload: join(folder, 'missing') });
    await expect(missing).rejects.toThrow(VerificationFault);
    expect(await client.ask({ kind: 'read', upload: file('upload', '{') })).toMatchObject({ fault: {} });
  });

  it('is started again after it hung', async () => {
    const path = blob(packState(state));
    const late = client.ask({ kind: 'serve', state: { path, sizes } }, { timeoutMillis: 0 });
    await expect(late).rejects.toThrow(/more than 0 ms/);
    expect((await client.ask({ kind: 'serve', state: { path, sizes } })).json.length).toBeGreaterThan(0);
  });

  it('ends by itself while its engine works', async () => {
    const path = blob(packState(state));
    const running = client.ask({ kind: 'setup', state: { path, sizes }, sub: 0, form: 'txt' });
    const refused = expect(running).rejects.toThrow(VerificationFault);
    await Promise.all([client.close(), client.close(), refused]);
  });

  it('ends by itself also when it took too long, before the client has closed', async () => {
    const path = blob(packState(state));
    const setup = { kind: 'setup', state: { path, sizes }, sub: 0, form: 'txt' } as const;
    await expect(client.ask(setup, { timeoutMillis: 0 })).rejects.toThrow(/more than 0 ms/);
    await client.close();
  });

  it('refuses everything once it is stopped, also what is under way', async () => {
    const path = blob(packState(state));
    const running = client.ask({ kind: 'serve', state: { path, sizes } });
    const refused = expect(running).rejects.toThrow(VerificationFault);
    await client.close();
    await refused;
    await expect(client.ask({ kind: 'serve', state: { path, sizes } })).rejects.toThrow('stopped');
  });
});
