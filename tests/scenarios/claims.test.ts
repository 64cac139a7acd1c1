import { afterEach, describe, it } from 'vitest';
import { backings, type TestServer } from '../support/server.ts';
import { claimRounds } from './claim-rounds.ts';

describe.each(backings())('twenty claims at once on $name', ({ start }) => {
  let server: TestServer;
  afterEach(() => server.close());

  it('have one winner each time', async () => {
    server = await start();
    await claimRounds(server, 50);
  });
});
