/**
 * Terminals without a browser, in the shape of RFC 8628: the program gets a secret and a short code, a person
 * who is signed in on a page of ours approves the code, and the program exchanges the secret for a session.
 */
import type { FaceContext } from '../http/face-context.ts';
import { Problem } from '../rest/problem.ts';
import type { Db } from '../store/open-store.ts';
import type { IdentityRow, TicketRow } from '../store/schema.ts';
import { changeTicket, createTicket, readTicket, takeTicket } from '../store/tickets.ts';
import { hashId, nonceFrom } from './secret-id.ts';
import { shortCode } from './short-code.ts';
import { signInAs } from './sign-in-as.ts';

/** Milliseconds. */
export const DEVICE_LIFE = 900_000;

/** Seconds between two questions of a program, and what a hasty one waits longer (RFC 8628 §3.5). */
const INTERVAL = 5;
const SLOWER = 5;

/** A network may bring two questions closer together than they were asked. */
const JITTER = 1_000;

/** A guessed code only lets somebody approve a stranger's terminal: thirty-four bits do (RFC 8628 §5.1). */
const LETTERS = 8;

/** Terminals that wait at once. */
const MOST = 10_000;

interface Waiting {
  state: 'pending' | 'approved' | 'denied';
  client: string;
  interval: number;
  askedAt: number | null;
  /** Who approved. */
  identityId: number | null;
}

/** What a person is shown before approving. */
export interface DeviceRequest {
  client: string;
  /** Seconds since it asked. */
  age: number;
}

/** A secret for the program and a code for the person. */
export async function startDevice(
  context: FaceContext,
  client: string,
): Promise<{ deviceCode: string; userCode: string; interval: number }> {
  const { db } = context.store;
  const { waiting } = await db
    .selectFrom('ticket')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('kind', '=', 'device')
    .executeTakeFirstOrThrow();
  if (waiting >= MOST) throw new Problem('UNAVAILABLE', 'Too many terminals wait for an approval.');
  const now = context.clock.now();
  const deviceCode = nonceFrom(context.random(16));
  const userCode = shortCode(context.random, LETTERS);
  const expiresAt = now + DEVICE_LIFE;
  const data: Waiting = { state: 'pending', client, interval: INTERVAL, askedAt: null, identityId: null };
  const about = { device: hashId(deviceCode), client, startedAt: now };
  await context.store.transaction(async (trx) => {
    await createTicket(trx, { kind: 'device', idHash: about.device, data: JSON.stringify(data), expiresAt });
    await createTicket(trx, {
      kind: 'userCode',
      idHash: hashId(userCode),
      data: JSON.stringify(about),
      expiresAt,
    });
  });
  return { deviceCode, userCode, interval: INTERVAL };
}

/** What a code would approve; null: no such code, used or too old. */
export async function findDevice(context: FaceContext, userCode: string): Promise<DeviceRequest | null> {
  const now = context.clock.now();
  const ticket = await readTicket(context.store.db, 'userCode', hashId(userCode), now);
  if (!ticket) return null;
  const { client, startedAt } = JSON.parse(ticket.data) as { client: string; startedAt: number };
  return { client, age: Math.max(0, Math.floor((now - startedAt) / 1000)) };
}

/** A person decides, once; false: no such code, used or too old. `identityId` null: refused. */
export function decideDevice(
  context: FaceContext,
  userCode: string,
  identityId: number | null,
): Promise<boolean> {
  return context.store.transaction(async (trx) => {
    const now = context.clock.now();
    const code = await takeTicket(trx, 'userCode', hashId(userCode), now);
    if (!code) return false;
    const { device } = JSON.parse(code.data) as { device: string };
    const state = identityId === null ? 'denied' : 'approved';
    return change(trx, device, now, (waiting) => ({ ...waiting, state, identityId }));
  });
}

/**
 * The program asks: a session once somebody approved.
 * @throws AUTHORIZATION_PENDING, SLOW_DOWN, ACCESS_DENIED, EXPIRED_TOKEN, each with the RFC's name
 */
export async function takeDeviceSession(
  context: FaceContext,
  deviceCode: string,
): Promise<{ identity: IdentityRow; sessionId: string }> {
  const idHash = hashId(deviceCode);
  const now = context.clock.now();
  const ticket = await readTicket(context.store.db, 'device', idHash, now);
  if (!ticket) throw refused('EXPIRED_TOKEN', 'expired_token');
  const waiting = JSON.parse(ticket.data) as Waiting;
  if (waiting.state === 'pending') throw await notYet(context.store.db, ticket, waiting, now);
  return context.store.transaction(async (trx) => {
    const taken = await takeTicket(trx, 'device', idHash, now);
    if (!taken) throw refused('EXPIRED_TOKEN', 'expired_token');
    if (waiting.state === 'denied' || waiting.identityId === null)
      throw refused('ACCESS_DENIED', 'access_denied');
    return signInAs(trx, context, { identityId: waiting.identityId, label: waiting.client });
  });
}

async function notYet(db: Db, ticket: TicketRow, waiting: Waiting, now: number): Promise<Problem> {
  const { askedAt, interval } = waiting;
  const hasty = askedAt !== null && now - askedAt < interval * 1000 - JITTER;
  const slower = hasty ? interval + SLOWER : interval;
  // Whoever was faster, an approval among them, is found by the next question.
  await changeTicket(db, ticket, JSON.stringify({ ...waiting, askedAt: now, interval: slower }));
  return hasty
    ? refused('SLOW_DOWN', 'slow_down')
    : refused('AUTHORIZATION_PENDING', 'authorization_pending');
}

function refused(
  code: 'AUTHORIZATION_PENDING' | 'SLOW_DOWN' | 'ACCESS_DENIED' | 'EXPIRED_TOKEN',
  error: string,
): Problem {
  return new Problem(code, undefined, { error });
}

/** The program's questions change the ticket as well: tried again until nobody came between. */
async function change(
  trx: Db,
  idHash: string,
  now: number,
  decide: (waiting: Waiting) => Waiting,
): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const ticket = await readTicket(trx, 'device', idHash, now);
    if (!ticket) return false;
    const waiting = JSON.parse(ticket.data) as Waiting;
    if (await changeTicket(trx, ticket, JSON.stringify(decide(waiting)))) return true;
  }
  throw new Problem('CHANGED_MEANWHILE');
}
