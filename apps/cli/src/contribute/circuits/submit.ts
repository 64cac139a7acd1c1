import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientError } from '@brebaje/client/client-error';
import { fingerprint } from '@brebaje/client/fingerprint';
import { keepWork, namesOf } from '@brebaje/client/groth16/kept-files';
import { nodeWorkStore } from '@brebaje/client/groth16/node-work-store';
import { decodeCircuitWork } from '@brebaje/client/groth16/work-file';
import { CommandError, EXIT } from '../../exit-codes.ts';
import type { Desk } from '../run.ts';
import { requireBeside } from './beside.ts';
import { type AtCeremony, atSeat, workThrough } from './run.ts';
import { tellResult } from './tell-result.ts';

/** Hands in what another machine computed for a circuit. */
export async function submitCircuit(
  desk: Desk,
  at: AtCeremony,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const { line } = desk;
  const { base, output, work, manifest, circuit } = decodeCircuitWork(bytes, 'done');
  const file = await requireBeside(path, output!);
  line.line(`State: ${fingerprint(base.sha256)}`);
  line.line(`New state: ${fingerprint(output!.sha256)}`);
  await atSeat(await asExported(desk, at, base.sha256), at, async (seat) => {
    const { pinned, folder, who } = seat;
    const own = pinned.circuits.find(({ slug }) => slug === circuit.slug);
    const same =
      pinned.manifest === manifest && work!.ceremony === manifest && work!.circuit === circuit.slug;
    if (!own || !same || work!.file.sha256 !== output!.sha256)
      throw new CommandError(EXIT.file, `this work is not for a circuit of ${pinned.title}`);
    const store = await nodeWorkStore(folder);
    await copyFile(file, join(folder, namesOf(own).output));
    await keepWork(store, own, work!);
    const { accepted, traffic, folders, kernel } = await workThrough(seat, { onlyKept: true });
    if (accepted.length === 0)
      throw new ClientError('STALE_BASE', 'the turn that this work was made for is over', {
        next: 'the contribution fits no other state; run brebaje contribute for a new turn',
      });
    tellResult(desk, seat, { accepted, traffic, folders, kernel });
    delete who.part.exported;
    await desk.keeper.save(who.part);
  });
}

/** As whoever exported the work here, who may have come by a link: that session is in no other place. */
async function asExported(desk: Desk, { server, ceremony }: AtCeremony, base: string): Promise<Desk> {
  const { keeper, options, shell } = desk;
  const { session, keyFile, sessionFile } = options;
  if (session || keyFile !== undefined || sessionFile !== undefined || shell.env.BREBAJE_SESSION) return desk;
  const part = await keeper.unfinished(
    `${server}/c/${ceremony.slug}`,
    ({ exported, privateKey }) => exported === base && privateKey === undefined,
  );
  if (!part) return desk;
  const { sessionId, identity } = part;
  return { ...desk, options: { ...options, session: { sessionId, identity } } };
}
