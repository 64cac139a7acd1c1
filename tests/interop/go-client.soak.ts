/** Full size: it takes the sizes of Ethereum's ceremony for granted nowhere, but is meant for them. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { lastLine, run } from '../support/program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { findGoClient } from './go-client.ts';
import { buildGoPeer } from './go-peer.ts';

const FULL = { ceremonySizes: '4096,65:8192,65:16384,65:32768,65', threads: null };
const LONG = 900_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(FULL);
});
afterAll(() => server.close());

const found = await findGoClient();
const missing = typeof found === 'string' ? null : found.missing;
if (missing) console.warn(`kzgcli is not tested: ${missing}`);

describe.skipIf(missing)('kzgcli at full size', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'brebaje-kzgcli-run-'));
  const kzgcli = (...args: string[]) =>
    run(String(found), [...args, '--sequencer-url', server.url], { cwd, timeout: LONG });

  it('contributes, unmodified', async () => {
    const person = await newContributor(server);
    const { code, out, err } = await kzgcli('contribute', '--session-id', person.session.sessionId);
    expect([code, out + err]).toEqual([0, expect.stringContaining('Success')]);
    const receipt = JSON.parse(readFileSync(join(cwd, 'contribution_receipt.json'), 'utf8'));
    expect(JSON.parse(receipt.receipt).identity).toBe(person.identity);
  });

  it('reads the status and verifies the transcript', async () => {
    expect((await kzgcli('status')).code).toBe(0);
    expect((await kzgcli('verify-transcript')).code).toBe(0);
  });
});

const built = await buildGoPeer({ timeout: LONG });
const noPeer = 'missing' in built ? built.missing : null;
if (noPeer) console.warn(`The peer in Go is not tested: ${noPeer}`);

describe.skipIf(noPeer)('our peer in Go at full size', () => {
  it('contributes and verifies', async () => {
    if ('missing' in built) return;
    const person = await newContributor(server);
    const contributed = await built('contribute', server.url, person.session.sessionId);
    console.log(lastLine(contributed.err));
    expect(contributed.code).toBe(0);
    const { out } = await built('verify', server.url);
    expect(JSON.parse(lastLine(out))).toMatchObject({ valid: true });
  });
});
