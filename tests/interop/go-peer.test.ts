import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { lastLine } from '../support/program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { type Transcript, transcriptOf, verdictOf } from '../support/transcript.ts';
import { buildGoPeer, type GoPeer } from './go-peer.ts';

const built = await buildGoPeer({ timeout: 60_000 });
const missing = 'missing' in built ? built.missing : null;
if (missing) console.warn(`The peer in Go is not tested: ${missing}`);
const peer = built as GoPeer;

describe.skipIf(missing)('a peer in Go', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('reads the status', async () => {
    const { code, out } = await peer('status', server.url);
    expect([code, JSON.parse(out)]).toEqual([0, (await server.send('/info/status')).json]);
  });

  it('contributes before and after us, and verifies the whole', async () => {
    const people = [];
    for (let turn = 0; turn < 3; turn++) {
      const person = await newContributor(server);
      people.push(person.identity);
      if (turn === 1) {
        expect((await person.takeTurn()).answer.status).toBe(200);
        continue;
      }
      const { code, out, err } = await peer('contribute', server.url, person.session.sessionId);
      expect([code, err]).toEqual([0, expect.stringContaining('computed')]);
      expect(JSON.parse(JSON.parse(out).receipt).identity).toBe(person.identity);
    }
    expect((await transcriptOf(server)).participantIds.slice(1)).toEqual(people);
    expect(await verdictOf(server)).toMatchObject({ ok: true, participants: 3 });
    const { code, out } = await peer('verify', server.url);
    expect([code, JSON.parse(lastLine(out))]).toEqual([0, { valid: true, contributions: 3 }]);
  });

  it('is told why when its session is not known', async () => {
    const { code, err } = await peer('contribute', server.url, '00000000-0000-4000-8000-000000000000');
    expect(code).not.toBe(0);
    expect(err).toContain('unknown session id');
  });

  it('finds a transcript that was changed, so that its approval says something', async () => {
    const changes: ((transcript: Transcript) => unknown)[] = [
      ({ transcripts: [sub] }) => sub!.witness.potPubkeys.reverse(),
      ({ transcripts: [sub] }) => sub!.powersOfTau.G1Powers.reverse(),
      ({ transcripts: [, sub] }) => {
        sub!.witness.runningProducts[1] = sub!.witness.runningProducts[2]!;
      },
      ({ participantIds }) => participantIds.pop(),
    ];
    for (const change of changes) {
      const transcript = await transcriptOf(server);
      change(transcript);
      const liar = createServer((_, response) => response.end(JSON.stringify(transcript)));
      await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
      const { code } = await peer('verify', `http://127.0.0.1:${(liar.address() as AddressInfo).port}`);
      expect(code).not.toBe(0);
      liar.closeAllConnections();
      await new Promise((resolve) => liar.close(resolve));
    }
  });
});
