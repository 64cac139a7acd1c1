import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backings, type TestServer } from '../support/server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { unattended } from './unattended/run.ts';

/** On both among the long runs. */
const chosen = backings().filter(({ name }) => process.env.BREBAJE_SOAK === '1' || name === 'SQLite');

describe.each(chosen)('four hours unattended on $name', ({ start }) => {
  let server: TestServer;
  let hook: WebhookReceiver;
  beforeEach(async () => {
    hook = await startWebhookReceiver();
    server = await start();
  });
  afterEach(async () => {
    await server.close();
    await hook.close();
  });

  it('cost nobody anything that was not their own doing', async () => {
    const { wrong } = await unattended(server, hook, { hours: 4, few: true });
    expect(wrong).toEqual([]);
  }, 240_000);
});
