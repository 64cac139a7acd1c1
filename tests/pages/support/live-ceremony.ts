import { writeManifest } from '../../support/groth16-stage.ts';
import { type QueueStage, queueStage } from '../../support/queue-stage.ts';
import type { TestServer } from '../../support/server.ts';

/** What somebody might call themselves to break a page. */
export const HOSTILE = '<img src=x onerror="document.title=1">‮{name}';

/** The ceremony `live` of two circuits: Ada has contributed to both, somebody with a hostile name to the first. */
export async function liveCeremony(server: TestServer): Promise<QueueStage> {
  const stage = await queueStage(server, { slug: 'live', circuits: 2 });
  await writeManifest(server, stage.ceremonyId);
  const first = await stage.person({ publicName: 'Ada' });
  await first.work();
  await first.work();
  const second = await stage.person({ publicName: HOSTILE });
  await second.work();
  return stage;
}
