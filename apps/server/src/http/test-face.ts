/** A face with a real store in a temporary folder and a scripted application layer behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { VERSION } from '@brebaje/protocol/version';
import type { FastifyInstance } from 'fastify';
import { addr, eip191Signer } from 'micro-eth-signer';
import { pino } from 'pino';
import { hashId } from '../auth/secret-id.ts';
import { load } from '../config/load.ts';
import type { Config } from '../config/options.ts';
import { policyOf, type Qualification, qualificationOf } from '../config/policy-of.ts';
import { createCeremony, ensureProject } from '../store/ceremonies.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { createSession } from '../store/sessions.ts';
import { findOrCreateUser } from '../store/users.ts';
import { buildApp } from './build-app.ts';
import type { FaceContext } from './face-context.ts';
import type { CeremonyRow, SequencerPort } from './sequencer-port.ts';

export const CONTRIBUTION = Buffer.from('{"contributions":[{"numG1Powers":4}],"ecdsaSignature":null}');
export const SEQUENCER_ADDRESS = `0x${'aB'.repeat(20)}`;

/** The port with answers that a test changes as it likes. */
export type Script = Omit<SequencerPort, 'ceremony'>;

export interface Face {
  app: FastifyInstance;
  context: FaceContext;
  store: Store;
  ceremony: CeremonyRow;
  script: Script;
  clock: { time: number };
  /** A session of somebody; null: first-party. */
  session(handle: string, ceremonyId?: number | null): Promise<string>;
  close(): Promise<void>;
}

export interface FaceOptions {
  env?: Record<string, string>;
  qualification?: Qualification;
  log?: FaceContext['log'];
}

/** Starts a face for one ceremony `kzg` and another `other`. */
export async function startFace({ env = {}, qualification, log }: FaceOptions = {}): Promise<Face> {
  const folder = mkdtempSync(join(tmpdir(), 'face-'));
  const clock = { time: Date.parse('2026-01-01T00:00:00Z') };
  const store = await openStore({ dataFolder: folder }, { clock: () => clock.time });
  const { config } = load({ env: { BREBAJE_PAGES: 'none', ...env } });
  const ceremony = await addCeremony(store, config, 'kzg', qualification);
  await addCeremony(store, config, 'other', qualification);
  const script = quietScript();
  const sequencer: SequencerPort = new Proxy(script as SequencerPort, {
    get: (target, name: keyof SequencerPort) =>
      name === 'ceremony'
        ? (slug: string | null) =>
            store.db
              .selectFrom('ceremony')
              .selectAll()
              .where('slug', '=', slug ?? 'kzg')
              .executeTakeFirst()
        : target[name],
  });
  const context: FaceContext = {
    config,
    store,
    sequencer,
    clock: { now: () => clock.time },
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    log: log ?? pino({ level: 'silent' }),
    identity: { logKey: 'ab'.repeat(32), version: VERSION },
  };
  const app = await buildApp(context);
  return {
    app,
    context,
    store,
    ceremony,
    script,
    clock,
    session: (handle, ceremonyId = ceremony.id) => addSession(store, clock.time, handle, ceremonyId),
    async close() {
      await app.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addCeremony(
  store: Store,
  config: Config,
  slug: string,
  qualification: Qualification = qualificationOf(config),
): Promise<CeremonyRow> {
  const project = await ensureProject(store.db, { slug: 'p', name: 'P' }, 0);
  const ceremony = await createCeremony(store.db, {
    projectId: project.id,
    slug,
    title: `Ceremony <${slug}>`,
    scheme: 'KZG',
    status: 'OPENED',
    policy: JSON.stringify(policyOf(config)),
    qualification: JSON.stringify(qualification),
    test: slug === 'kzg' ? 1 : 0,
    receiptAddress: SEQUENCER_ADDRESS,
    createdAt: 0,
  });
  if (!ceremony) throw new Error(`${slug} is taken`);
  return ceremony;
}

async function addSession(
  store: Store,
  now: number,
  handle: string,
  ceremonyId: number | null,
): Promise<string> {
  const sessionId = crypto.randomUUID();
  const { user, identity } = await findOrCreateUser(
    store.db,
    { provider: 'Ethereum', subject: handle, handle },
    now,
  );
  await createSession(store.db, {
    idHash: hashId(sessionId),
    userId: user.id,
    identityId: identity.id,
    ceremonyId,
    enteredAt: null,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + 86_400_000,
  });
  return sessionId;
}

function quietScript(): Script {
  return {
    overview: async () => ({
      lobbySize: 2,
      numContributions: 5,
      sequencerAddress: SEQUENCER_ADDRESS,
      turn: { participant: 7, step: 'COMPUTING', since: 0, deadline: null },
      latestAt: 1000,
      sizes: [{ g1: 4, g2: 3 }],
      kernel: null,
    }),
    tryContribute: async () => ({ kind: 'not-ready' }),
    checkTurn: async () => ({ kind: 'refused', code: 'NOT_YOUR_TURN' }),
    contribute: async ({ body }) => {
      for await (const _ of body) {
        // Read to the end, as a parser would.
      }
      return { kind: 'accepted', receipt: '{"identity":"eth|0x"}', signature: 'ab'.repeat(65) };
    },
    abortTurn: async () => ({ kind: 'refused', code: 'NOT_YOUR_TURN' }),
    status: async () => ({ lobbySize: 1, numContributions: 2, sequencerAddress: SEQUENCER_ADDRESS }),
    currentState: async () => ({
      etag: '"abc"',
      lastModified: 1_000_000,
      async *chunks() {
        yield Buffer.from('{"transcripts":');
        yield Buffer.from('[]}');
      },
    }),
    ready: async () => true,
  };
}

/** What `tryContribute` answers when it hands the state out. */
export function handedOut(): Awaited<ReturnType<Script['tryContribute']>> {
  return { kind: 'contribution', json: CONTRIBUTION, gzip: gzipSync(CONTRIBUTION) };
}

/** An Ethereum account that signs messages. */
export function wallet(): { address: string; sign(text: string): string } {
  const { privateKey, address } = addr.random();
  return { address, sign: (text) => eip191Signer.sign(text, privateKey) };
}
