import { fingerprint } from '@brebaje/client/fingerprint';
import type { SequencerUrl } from '@brebaje/client/sequencer-url';
import { takeTurn } from '@brebaje/client/take-part';
import { encodeWork, type WorkFile } from '@brebaje/client/work-file';
import { packState, stateOfContribution } from '@brebaje/kzg/state';
import { writeWhole } from '../write-file.ts';
import { type Desk, forgetLost } from './run.ts';
import { whoContributes } from './who.ts';

/** Waits for the turn and writes its state for another machine; the session stays here. */
export async function exportWork(desk: Desk, url: SequencerUrl, path: string): Promise<void> {
  const { world, keeper, line, teller, shell, options } = desk;
  const who = await whoContributes(world, url, options, keeper, shell, line);
  try {
    const turn = await takeTurn(world, {
      url,
      credential: who.credential,
      renew: who.renew,
      expectedAddress: options.address,
      emit: (event) => teller.tell(event),
      signal: shell.signal,
    });
    const { base, credential, position = 0, sequencerAddress, test } = turn;
    const identity = options.identity ? credential.identity : undefined;
    const work: WorkFile = {
      header: {
        kind: 'work',
        server: url.base,
        ...(url.slug === undefined ? {} : { ceremony: url.slug }),
        position,
        ...(identity === undefined ? {} : { identity }),
        ...(test ? { test } : {}),
        sizes: base.sizes,
        baseHash: base.hash,
        handedOutAt: Math.floor(world.now() / 1000),
      },
      payload: packState(stateOfContribution(base.received)),
    };
    await writeWhole(path, encodeWork(work), 0o600);
    who.part.sessionId = credential.sessionId;
    who.part.sequencerAddress = sequencerAddress;
    who.part.exported = base.hash;
    await keeper.save(who.part);
    line.line(`Wrote ${path}. The turn is running: compute and submit before it ends.`);
    if (options.json) {
      const words = fingerprint(base.hash);
      shell.out(
        JSON.stringify({
          ok: true,
          file: path,
          basePosition: position,
          baseHash: base.hash,
          fingerprint: words,
        }),
      );
    }
  } catch (error) {
    await forgetLost(desk, who, error);
    throw error;
  }
}
