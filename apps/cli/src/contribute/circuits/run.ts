import { join } from 'node:path';
import { ClientError } from '@brebaje/client/client-error';
import { type Enrolled, enrolIn } from '@brebaje/client/groth16/enrol';
import { pinCeremony } from '@brebaje/client/groth16/find-ceremony';
import { mostGenesisBytes, type PinnedCeremony } from '@brebaje/client/groth16/manifest';
import { nodeWorkStore } from '@brebaje/client/groth16/node-work-store';
import { type SteadyClient, steadyClient } from '@brebaje/client/groth16/steady';
import { type CircuitsOptions, contributeToCircuits } from '@brebaje/client/groth16/take-part';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { pendingFolder, privateFolder } from '../../folders.ts';
import { ServerSessions } from '../../rest/server-sessions.ts';
import { line as plain, when } from '../../rest/tell.ts';
import { requireRoom } from '../../setup-files/new-file.ts';
import { askToJoin } from '../../sign-in/ask-to-join.ts';
import { extraEntropy } from '../extra-entropy.ts';
import type { Desk } from '../run.ts';
import { startEngine } from '../start-engine.ts';
import { type Who, whoContributes } from '../who.ts';
import { lockFolder } from './lock-folder.ts';
import { resultsIn, writeCircuitResult } from './result.ts';
import { CircuitTeller, interruptedCircuits } from './tell.ts';
import { tellResult } from './tell-result.ts';

/** A Groth16 ceremony at a server. */
export interface AtCeremony {
  /** Base of the server, without a slash at the end. */
  server: string;
  ceremony: CeremonyBody;
}

/** Somebody who has a place in a ceremony, with a folder of their own for the work. */
export interface Seat extends AtCeremony {
  desk: Desk;
  who: Who;
  enrolled: Enrolled;
  pinned: PinnedCeremony;
  page: string;
  folder: string;
  client: SteadyClient;
}

/** `brebaje contribute` in a Groth16 ceremony: every circuit, one after the other. */
export async function contributeCircuits(desk: Desk, at: AtCeremony): Promise<void> {
  const { options, shell } = desk;
  const extra = await extraEntropy(options, shell);
  try {
    await atSeat(desk, at, async (seat) => {
      const { accepted, traffic, folders, kernel } = await workThrough(seat, { extraEntropy: extra });
      await desk.keeper.forget(seat.who.part);
      if (accepted.length === 0)
        throw new CommandError(
          EXIT.notAdmitted,
          'you have contributed to every circuit already: everybody does so once',
          `nothing is left to do; ${await receiptsOf(seat)}`,
          { allIsWell: true },
        );
      tellResult(desk, seat, { accepted, traffic, folders, kernel });
    });
  } finally {
    extra?.fill(0);
  }
}

/** Where the receipts of earlier runs are, as far as that can be seen from here. */
async function receiptsOf({ desk, page, pinned }: Seat): Promise<string> {
  const root = await resultsIn({ page, ceremony: pinned, output: desk.options.output });
  return root === undefined
    ? `your receipts are where the earlier run wrote them: brebaje-${pinned.slug}, unless --output said otherwise`
    : `receipts of it are in ${root}`;
}

/** Signs in, takes a place in the ceremony unless the person has one, and keeps other runs off its folder. */
export async function atSeat<T>(desk: Desk, at: AtCeremony, use: (seat: Seat) => Promise<T>): Promise<T> {
  const { world, keeper, line, shell } = desk;
  const { server, ceremony } = at;
  const page = `${server}/c/${ceremony.slug}`;
  const url = { server, slug: ceremony.slug, base: page };
  const options = { ...desk.options, ...(await sessionHere(desk, server, page)) };
  const who = await whoContributes(world, url, options, keeper, shell, line);
  const client = steadyClient(world, {
    server,
    sessionId: who.credential.sessionId,
    renew: renewing(desk, who),
    signal: shell.signal,
    emit: ({ reason }) => line.stage(`${reason}; trying again`),
  });
  requireOpened(ceremony);
  const pinned = await pinCeremony(client, ceremony, options.expect ?? who.part.manifest);
  requireAddress(pinned, options.address);
  who.part.manifest = pinned.manifest;
  await keeper.save(who.part);
  const enrolled = await enrolIn(client, ceremony.id, async (terms) => {
    const base = await privateFolder(pendingFolder(shell.env));
    await requireRoom(base, roomNeeded(pinned));
    const { publicName, acceptTerms } = await askToJoin(
      { ...ceremony, ...ceremony.about, terms },
      options,
      shell,
      {
        refused: 'nothing was begun',
      },
    );
    return { acceptTerms: acceptTerms ?? terms.version, publicName };
  });
  // Whoever came by a link has read it already.
  if (desk.greeted !== enrolled.publicName)
    line.line(`${enrolled.before ? 'Going on' : 'Joined'} as ${enrolled.publicName}`);
  line.line(`Ceremony: ${pinned.title}, ${circuitsInWords(pinned)}. Manifest: ${pinned.manifest}`);
  if (pinned.test) line.line('This ceremony is a TEST: its result is not for real use');
  const folder = join(pendingFolder(shell.env), `${pinned.manifest.slice(0, 16)}-${enrolled.participantId}`);
  await nodeWorkStore(folder);
  const unlock = await lockFolder(folder);
  try {
    return await use({ ...at, desk, who, enrolled, pinned, page, folder, client });
  } finally {
    await unlock();
  }
}

function circuitsInWords({ circuits }: PinnedCeremony): string {
  return circuits.length === 1 ? '1 circuit' : `${circuits.length} circuits`;
}

/** The session of `brebaje login`, unless the person says who they are, or an earlier run was somebody else. */
async function sessionHere(
  { options, shell, keeper }: Desk,
  server: string,
  page: string,
): Promise<Pick<Desk['options'], 'session'>> {
  const { session, keyFile, sessionFile } = options;
  if (session || keyFile !== undefined || sessionFile !== undefined || shell.env.BREBAJE_SESSION) return {};
  if (options.new) return {};
  const earlier = await keeper.unfinished(page, ({ privateKey }) => privateKey !== undefined);
  const signedIn = earlier ? undefined : await new ServerSessions(shell.env).find(server);
  return signedIn ? { session: { sessionId: signedIn.sessionId, identity: undefined } } : {};
}

/** Works until nothing is left to do, writes what is accepted, and answers what came of it. */
export async function workThrough(
  seat: Seat,
  more: Pick<CircuitsOptions, 'extraEntropy' | 'handOver' | 'onlyKept'>,
): Promise<
  Awaited<ReturnType<typeof contributeToCircuits>> & { folders: string[]; kernel: string | undefined }
> {
  const { desk, who, server, ceremony, pinned, enrolled, page, folder } = seat;
  const { world, line, shell, options } = desk;
  const store = await nodeWorkStore(folder);
  // What an earlier run left counts as there.
  await requireRoom(folder, Math.max(0, roomNeeded(pinned) - (await store.used())));
  const teller = new CircuitTeller(line);
  const engines = new Map<string, ReturnType<typeof startEngine>>();
  const folders: string[] = [];
  try {
    const done = await contributeToCircuits(world, {
      ...more,
      server,
      ceremonyId: ceremony.id,
      ceremony: pinned,
      sessionId: who.credential.sessionId,
      renew: renewing(desk, who),
      participantId: enrolled.participantId,
      publicName: enrolled.publicName,
      store,
      async engine(curve) {
        const running = engines.get(curve) ?? startEngine(desk, options.threads, curve);
        engines.set(curve, running);
        return (await running).engine;
      },
      async accepted(one) {
        folders.push(await writeCircuitResult({ page, ceremony: pinned, output: options.output }, one));
      },
      emit: (event) => teller.tell(event),
      signal: shell.signal,
    });
    const [first] = engines.values();
    return { ...done, folders, kernel: (await first)?.kernel };
  } catch (error) {
    if (error instanceof ClientError && error.code === 'STOPPED')
      throw new CommandError(EXIT.interrupted, 'interrupted', interruptedCircuits(teller.stage));
    throw error;
  } finally {
    for (const running of engines.values())
      await running.then(({ engine }) => engine.close()).catch(() => {});
  }
}

/** Signs in again, and has later runs use the new session. */
function renewing({ keeper }: Desk, who: Who): (() => Promise<string>) | undefined {
  const { renew } = who;
  if (!renew) return undefined;
  return async () => {
    who.credential = await renew();
    who.part.sessionId = who.credential.sessionId;
    await keeper.save(who.part);
    return who.credential.sessionId;
  };
}

function requireOpened({ title, status, opensAt }: CeremonyBody): void {
  if (status !== 'SCHEDULED') return;
  throw new CommandError(
    EXIT.notAdmitted,
    `${plain(title)} has not opened yet`,
    opensAt === undefined ? 'its page says when it will' : `it opens at ${when(opensAt)}`,
  );
}

/** What `--address` promises: receipts are signed by this address, or nothing is begun. */
function requireAddress({ receiptAddress }: PinnedCeremony, expected: string | undefined): void {
  if (expected === undefined || expected.toLowerCase() === receiptAddress.toLowerCase()) return;
  throw new ClientError(
    'STATE_INVALID',
    `this is another ceremony: its receipts are signed by ${receiptAddress}`,
    {
      next: 'compare the address with what the ceremony publishes',
    },
  );
}

/**
 * Bytes of disk that the largest circuit takes: its genesis, the state that is handed out and the new one, and
 * the genesis of the circuit after it.
 */
function roomNeeded({ circuits }: PinnedCeremony): number {
  const needed = circuits.map((circuit, index) => {
    const after = circuits[index + 1];
    return 3 * mostGenesisBytes(circuit) + (after ? mostGenesisBytes(after) : 0);
  });
  return Math.max(...needed);
}
