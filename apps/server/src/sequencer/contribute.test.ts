import { verifyReceipt } from '@brebaje/kzg/receipt';
import { afterEach, describe, expect, it } from 'vitest';
import { get, startTestServer, type TestServer } from './test-server.ts';

let test: TestServer;
afterEach(() => test.close());

describe('a contribution over HTTP', () => {
  it('is handed out, accepted, receipted and in the transcript', async () => {
    test = await startTestServer();
    const person = await test.person();
    const handedOut = await person.tryContribute();
    expect(handedOut.status).toBe(200);
    expect(handedOut.json.contributions).toHaveLength(2);
    const contribution = await person.compute(handedOut, { identity: person.identity });
    const answer = await person.contribute(contribution);
    expect(answer.text).toContain('receipt');
    expect(answer.status).toBe(200);
    const { receipt, signature } = answer.json as { receipt: string; signature: string };
    const status = (await get(test, '/info/status')).json;
    expect(status).toMatchObject({ num_contributions: 1, lobby_size: 0 });
    expect(verifyReceipt(receipt, signature, String(status.sequencer_address))).toBe(true);
    const transcript = (await get(test, '/info/current_state')).json as never as {
      participantIds: string[];
      transcripts: { witness: { potPubkeys: string[]; blsSignatures: string[] } }[];
    };
    expect(transcript.participantIds).toEqual(['', person.identity]);
    expect(transcript.transcripts.map(({ witness }) => witness.potPubkeys[1])).toEqual(
      JSON.parse(receipt).witness,
    );
    expect(transcript.transcripts[0]?.witness.blsSignatures[1]).toMatch(/^0x[0-9a-f]{96}$/);
  });
});
