import { ClientError } from '@brebaje/client/client-error';
import { baseOf } from '@brebaje/client/compute';
import { fingerprint } from '@brebaje/client/fingerprint';
import { fetchStatus } from '@brebaje/client/status';
import { handIn } from '@brebaje/client/take-part';
import { parseContribution } from '@brebaje/kzg/contribution';
import { readWork } from './offline.ts';
import { writeResult } from './result.ts';
import { type Desk, forgetLost } from './run.ts';
import { serverOf, whoContributes } from './who.ts';

/** Hands in what another machine computed, and says when the head has moved on meanwhile. */
export async function submitWork(desk: Desk, address: string | undefined, path: string): Promise<void> {
  const { world, keeper, line, teller, shell, options } = desk;
  const { header, payload } = await readWork(path, 'done');
  const url = serverOf(address, header.server);
  const computed = readComputed(payload, header.baseHash, header.stateHash!);
  line.line(`State: ${fingerprint(header.baseHash)}`);
  line.line(`New state: ${fingerprint(computed.stateHash)}`);
  const who = await whoContributes(
    world,
    url,
    options,
    keeper,
    shell,
    line,
    (part) => part.exported === header.baseHash,
  );
  const status = await fetchStatus(world, url, { signal: shell.signal });
  const newer = status.contributions - header.position;
  if (newer > 0) {
    line.line(
      `The head has moved on by ${newer} since this state was handed out; asking whether one of them is this`,
    );
  }
  try {
    const accepted = await handIn(world, {
      url,
      credential: who.credential,
      sequencerAddress: options.address ?? status.sequencerAddress,
      computed,
      again: false,
      emit: (event) => teller.tell(event),
      signal: shell.signal,
    });
    await writeResult(desk, accepted, computed, { position: header.position, test: header.test === true });
    await keeper.forget(who.part);
  } catch (error) {
    await forgetLost(desk, who, error);
    if (newer > 0 && error instanceof ClientError && error.code === 'TURN_LOST') throw stale(newer, error);
    throw error;
  }
}

function readComputed(body: Uint8Array, baseHash: string, stateHash: string) {
  const contribution = parse(body);
  if (baseOf(contribution).hash !== stateHash) {
    throw new ClientError(
      'BAD_WORK_FILE',
      'the contribution in this file is not the one that its header names',
    );
  }
  const subs = contribution.contributions.map(({ numG1Powers, numG2Powers, potPubkey }) => ({
    numG1Powers,
    numG2Powers,
    potPubkey,
  }));
  return { body, baseHash, stateHash, subs };
}

function parse(body: Uint8Array) {
  try {
    return parseContribution(body);
  } catch (cause) {
    throw new ClientError('BAD_WORK_FILE', 'this file holds no contribution', { cause });
  }
}

function stale(newer: number, cause: ClientError): ClientError {
  return new ClientError(
    'STALE_BASE',
    `too late: the head has moved on by ${newer} since this state was handed out`,
    {
      ...(cause.serverCode === undefined ? {} : { serverCode: cause.serverCode }),
      next: 'the contribution cannot be used on another state; see the ceremony’s page whether a new turn is possible',
      cause,
    },
  );
}
