import { PRESET_POLICIES } from '@brebaje/protocol/rest/policy';
import type { RunningServer } from '@brebaje/server/serve';
import { recordBlob } from '@brebaje/server/store/blobs';
import { createCeremony, ensureProject } from '@brebaje/server/store/ceremonies';
import { createCircuit } from '@brebaje/server/store/circuits';

/** An open ceremony with a queue and two circuits, written behind the server's back: no file makes one yet. */
export async function makeQueueCeremony({ application }: RunningServer, slug: string): Promise<void> {
  const { ctx } = application;
  const now = ctx.clock.now();
  const { address } = await ctx.keys.receiptKey(slug);
  const genesis = await ctx.blobs.put(new TextEncoder().encode(slug));
  await ctx.store.transaction(async (trx) => {
    const owner = { slug: `${slug}-project`, name: slug, ownerUserId: null };
    const project = await ensureProject(trx, owner, now);
    const ceremony = await createCeremony(trx, {
      projectId: project.id,
      slug,
      title: slug,
      scheme: 'GROTH16',
      status: 'OPENED',
      manifest: JSON.stringify({ openedAt: now }),
      manifestHash: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      policy: JSON.stringify(PRESET_POLICIES.queue.policy),
      qualification: JSON.stringify({ mode: 'open', ethereum: null, github: null }),
      test: 1,
      receiptAddress: address,
      createdAt: now,
    });
    await recordBlob(trx, { ...genesis, kind: 'genesis', createdAt: now });
    for (const sequence of [1, 2])
      await createCircuit(trx, {
        ceremonyId: ceremony!.id,
        sequence,
        slug: `circuit-${sequence}`,
        metadata: JSON.stringify({ name: `circuit-${sequence}` }),
        genesisBlob: genesis.hash,
        headBlob: genesis.hash,
      });
  });
}
