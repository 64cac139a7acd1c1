import type { CurrentTurn } from '@brebaje/protocol/rest/turns';
import { ClientError } from '../client-error.ts';
import { isObject, printable } from '../plain.ts';
import type { PinnedCeremony, PinnedCircuit } from './manifest.ts';
import { mostStateBytes } from './manifest.ts';

/** A turn that is ours, as far as it concerns the work. */
export interface OwnTurn {
  turnId: number;
  circuit: PinnedCircuit;
  circuitId: number;
  /** Of the contribution in the chain, from 1. */
  position: number;
  /** Seconds since 1970; undefined without a limit. */
  deadlineAt: number | undefined;
  base: {
    url: string;
    size: number;
    sha256: string;
    /** Bytes of the whole zkey, to compare with; undefined where the server does not say. */
    whole: number | undefined;
  };
}

/** Where somebody stands. */
export type Place =
  | { state: 'NONE' | 'WAITING'; status: string; queue: CurrentTurn['queue'] }
  | {
      state: 'OFFERED' | 'WORKING' | 'VERIFYING';
      status: string;
      startBy: number | undefined;
      turn: OwnTurn;
    };

const HASH = /^[0-9a-f]{64}$/;
/** Longest chain that is followed. */
const MOST_CONTRIBUTIONS = 1_000_000;

/**
 * Reads `GET /participants/{id}/turn`. What it says is compared with the manifest as far as that goes. Throws
 * STATE_INVALID.
 */
export function readPlace(ceremony: PinnedCeremony, server: string, turn: CurrentTurn): Place {
  if (!isObject(turn)) throw nonsense('it is no turn');
  const { state, status } = turn;
  if (state === 'NONE' || state === 'WAITING') return { state, status, queue: turn.queue };
  const { turnId, position, base, circuit: named, startBy, deadlineAt } = turn;
  const circuit = ceremony.circuits.find(({ slug }) => slug === named?.slug);
  if (!circuit || !named) throw nonsense('its circuit is none of the manifest');
  if (!isNumber(turnId) || !isNumber(position) || !isNumber(named.id)) throw nonsense('it has no number');
  if (position < 1 || position > MOST_CONTRIBUTIONS) throw nonsense('its position is none');
  if (!base || !isNumber(base.size) || !HASH.test(base.sha256)) throw nonsense('it names no state');
  if (base.size < 1 || base.size > mostStateBytes(circuit, position - 1))
    throw nonsense(`${base.size} bytes are none of a state after ${position - 1} contributions`);
  // The beginning is what the manifest fixed.
  if (position === 1 && base.sha256 !== circuit.genesis)
    throw nonsense('it begins with another genesis than the manifest’s');
  return {
    state,
    status,
    startBy,
    turn: {
      turnId,
      circuit,
      circuitId: named.id,
      position,
      deadlineAt,
      base: {
        url: addressOf(server, base.url),
        size: base.size,
        sha256: base.sha256,
        whole: base.whole?.size,
      },
    },
  };
}

/** An address as a server gives it: absolute, or from the root of its host. Throws STATE_INVALID. */
export function addressOf(server: string, url: unknown): string {
  try {
    const { protocol, href, username } = new URL(url as string, server);
    if (typeof url === 'string' && /^https?:$/.test(protocol) && username === '') return href;
  } catch {
    // Told below.
  }
  throw nonsense(`${printable(String(url))} is no address`);
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function nonsense(why: string): ClientError {
  return new ClientError('STATE_INVALID', `the turn that the server describes cannot be: ${why}`, {
    next: 'no secret was made and nothing was sent; tell the ceremony’s people',
  });
}
