import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oneBacking, type TestServer } from '../support/server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { unattended } from './unattended/run.ts';

describe.each(oneBacking('SQLite'))('four hours unattended on $name', ({ start }) => {
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
  });
});
