import { afterEach, describe, it } from 'vitest';
import { backings, type TestServer } from '../support/server.ts';
import { changeRounds, lobbyRounds, OPEN_LOBBY, queueRounds } from './races.ts';

const ROUNDS = 1_000;

describe.each(backings())('at the same moment on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('twenty who ask for a slot and start: one has it', async () => {
    server = await start();
    await queueRounds(server, ROUNDS);
  });

  it('twenty who check in: one is handed the state', async () => {
    server = await start(OPEN_LOBBY);
    await lobbyRounds(server, ROUNDS);
  });

  it('two who change one participant: one does, the other is told', async () => {
    server = await start();
    await changeRounds(server, ROUNDS);
  });
});
