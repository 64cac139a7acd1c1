/** Files by their hash: for ever the same bytes, in whole or in part, resumable from anywhere. */
import { streamOf } from '@brebaje/groth16/files/source';
import { FILES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isStorageFault } from '../sequencer/excuse-turn.ts';
import type { Blobs } from '../store/blob-files.ts';
import { isNamedByCircuit } from '../store/blobs.ts';
import { circuitsInState } from '../store/circuits.ts';
import { isContributed } from '../store/contributions.ts';
import type { Db } from '../store/open-store.ts';
import { immutableOf } from '../verify/groth16-metadata.ts';
import { RecentWholes } from '../verify/groth16-whole.ts';
import { sendNotFound, sendPlain } from './answers.ts';
import type { FaceContext } from './face-context.ts';
import { mount } from './mount.ts';
import { sendRanged } from './send-ranged.ts';
import { UnderWay } from './under-way.ts';

const HASH = /^[0-9a-f]{64}$/;

/**
 * Serves `/files/<sha256>/<name>` for the files of results, the states of chains and what circuits are made of,
 * and `/files/<sha256 of the slim one>/<sha256 of what never changes>/<name>` for whole zkeys.
 */
export function fileRoutes(app: FastifyInstance, context: FaceContext, source: FileSource): void {
  const underWay = new UnderWay();
  const wholes = new RecentWholes(source.blobs);
  const answering = (send: Send) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method === 'GET' && !underWay.take(request, reply))
      return sendPlain(reply.header('retry-after', '2'), 429, CROWDED);
    try {
      return await send(context, { ...source, wholes }, request, reply);
    } catch (error) {
      const { hash } = request.params as { hash: string };
      if (isStorageFault(error)) await source.unreadable(hash);
      throw error;
    }
  };
  mount(app, { GET: answering(sendFile) }, `${FILES}/:hash/:name`);
  mount(app, { GET: answering(sendWhole) }, `${FILES}/:hash/:immutable/:name`);
}

type Send = typeof sendFile | typeof sendWhole;

const CROWDED = 'Many files go to your network at once: this one can be had in a moment.\n';

interface FileSource {
  blobs: Blobs;
  /** Hears of files that are there and cannot be read. */
  unreadable(hash: string): Promise<void>;
}

async function sendFile(
  context: FaceContext,
  { blobs }: FileSource,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hash, name } = request.params as { hash: string; name: string };
  if (!HASH.test(hash) || !(await isPublic(context.store.db, hash, name))) return sendNotFound(reply);
  const size = await blobs.size(hash);
  if (size === undefined) return sendNotFound(reply);
  return sendRanged(request, reply, {
    name,
    size,
    tag: hash,
    sha256: hash,
    elsewhere: (file) => blobs.address(hash, file),
    open: (range) => blobs.open(hash, range),
  });
}

/** A whole zkey, which is nowhere: it is read through its parts. */
async function sendWhole(
  { store: { db } }: FaceContext,
  { wholes }: { wholes: RecentWholes },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { hash, immutable, name } = request.params as { hash: string; immutable: string; name: string };
  if (!HASH.test(hash) || !HASH.test(immutable) || !(await isOfCircuit(db, hash, immutable)))
    return sendNotFound(reply);
  const whole = await wholes.open(hash, immutable);
  return sendRanged(request, reply, {
    name,
    size: whole.size,
    tag: `${hash}.${immutable}`,
    open: async ({ start, end }) => ({ chunks: streamOf(whole, start, end) }),
  });
}

/**
 * A file of a result under its own name; or the beginning or a state of a chain, or what a circuit is made of, under
 * any.
 */
async function isPublic(db: Db, hash: string, name: string): Promise<boolean> {
  const artifact = await db
    .selectFrom('artifact')
    .select('id')
    .where('hash', '=', hash)
    .where('name', '=', name)
    .executeTakeFirst();
  if (artifact) return true;
  const state = await db
    .selectFrom('circuit')
    .select('id')
    .where(({ eb, or }) => or([eb('genesisBlob', '=', hash), eb('headBlob', '=', hash)]))
    .executeTakeFirst();
  if (state !== undefined || (await isContributed(db, hash))) return true;
  return isNamedByCircuit(db, hash);
}

/** Whether these are a state of a chain and the part of the same circuit that no contribution changes. */
async function isOfCircuit(db: Db, hash: string, immutable: string): Promise<boolean> {
  const circuits = await circuitsInState(db, hash);
  return circuits.some(({ metadata }) => immutableOf(JSON.parse(metadata)) === immutable);
}
