/** Closing: nobody new enters, whoever is in finishes, then it halts. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Contributor, newContributor, newContributors } from '../support/contributor.ts';
import { outcome } from '../support/http.ts';
import { oneBacking, type TestServer } from '../support/server.ts';
import { transcriptOf, verdictOf } from '../support/transcript.ts';

const FULL = [400, 'TryContributeError::LobbyIsFull'];

describe.each(oneBacking())('draining on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  const ceremony = async () => (await server.running.application.sequencer.ceremony(null))!;

  /** One at work, one in the lobby, one with a session; the contribution of the first closes the ceremony. */
  async function closing(): Promise<[Contributor, Contributor, Contributor]> {
    const people = (await newContributors(server, 3)) as [Contributor, Contributor, Contributor];
    const [atTurn, inLobby] = people;
    const handedOut = await atTurn.start();
    await inLobby.poll();
    expect((await atTurn.post(await atTurn.compute(handedOut))).status).toBe(200);
    expect((await ceremony()).status).toBe('CLOSED');
    return people;
  }

  it('lets in nobody new, and those inside finish', async () => {
    server = await start({ closesAfter: 1 });
    const [, inLobby, outside] = await closing();
    expect(outcome(await outside.poll())).toEqual(FULL);
    const link = await server.send('/auth/request_link');
    expect(outcome(link)).toEqual([503, 'AuthErrorPayload::LobbyIsFull']);
    // Somebody inside may still sign in on another device.
    const again = await server.send(`/auth/callback/eth?code=x&state=eyJyZWRpcmVjdCI6bnVsbH0`);
    expect(outcome(again)).toEqual([400, 'AuthErrorPayload::InvalidAuthCode']);
    await server.pass(30_000);
    expect((await ceremony()).drainedAt).toBeNull();
    expect((await inLobby.takeTurn()).answer.status).toBe(200);
    await server.pass(4_000);
    expect((await ceremony()).drainedAt).not.toBeNull();
    expect(outcome(await outside.poll())).toEqual(FULL);
    expect((await transcriptOf(server)).participantIds).toHaveLength(3);
    expect(await verdictOf(server)).toMatchObject({ ok: true });
    expect((await server.send('/info/status')).json).toMatchObject({ lobby_size: 0, num_contributions: 2 });
  });

  it('is over when the last one is gone without a word', async () => {
    server = await start({ closesAfter: 1 });
    await closing();
    await server.pass(60_000);
    expect((await ceremony()).drainedAt).not.toBeNull();
    expect((await server.send('/info/status')).json).toMatchObject({ lobby_size: 0, num_contributions: 1 });
  });

  it('sends those in the lobby home where only the open turn may finish', async () => {
    server = await start({ closesAfter: 1, drainLets: 'OPEN_TURN' });
    const [, inLobby] = await closing();
    await server.pass(30_000);
    expect((await ceremony()).drainedAt).not.toBeNull();
    expect(outcome(await inLobby.poll())).toEqual(FULL);
  });

  it('goes on after a restart where it was', async () => {
    server = await start({ closesAfter: 1 });
    const [first, inLobby, outside] = await closing();
    await server.restart({}, 60_000);
    expect(outcome(await outside.poll())).toEqual(FULL);
    expect((await inLobby.takeTurn()).answer.status).toBe(200);
    await server.pass(4_000);
    expect((await ceremony()).drainedAt).not.toBeNull();
    const late = await newContributorOr503(server);
    expect(late).toBe(503);
    expect((await first.post('')).json.receipt).toContain(first.identity);
  });
});

async function newContributorOr503(server: TestServer): Promise<number> {
  try {
    await newContributor(server);
    return 200;
  } catch (error) {
    return Number(/request_link: (\d+)/.exec(String(error))?.[1]);
  }
}
