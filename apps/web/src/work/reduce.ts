/** How a contribution's state follows from what happens. Nothing here knows a clock, a network or a page. */
import type { CircuitEvent } from '@brebaje/client/groth16/events';
import type { TakePartEvent } from '@brebaje/client/take-part';
import type { CheckInWindow, WorkEvent } from './events.ts';
import { network, noted, type Running, silent, troubled } from './notes.ts';
import type { AtCircuit, Ongoing, Reduce, Waiting, Working, WorkState, WorkStep } from './state.ts';

export const LOOKING: WorkState = { phase: 'looking' };
export const IDLE: WorkState = { phase: 'idle' };

export const reduce: Reduce = (state, event, now) => {
  if (event.type === 'begun') return begun(event, now);
  if (state.phase !== 'waiting' && state.phase !== 'working') return state;
  switch (event.type) {
    case 'kzg':
      return afterKzg(state, event.event, event.window, now);
    case 'circuit':
      return afterCircuit(state, event.event, event.clockAhead, now);
    case 'circuits':
      return { ...state, circuits: event.slugs };
    case 'entered':
      return state.phase === 'waiting' && state.why === 'entering'
        ? { ...state, why: 'lobby', lastCheckIn: now, held: true }
        : state;
    case 'elsewhere':
      return waiting(state, {
        why: 'elsewhere',
        there: event.step === 'COMPLETED' ? 'VERIFYING' : event.step,
      });
    case 'signature':
      return { ...state, signature: event.is };
    case 'deadline':
      return state.phase === 'working' ? { ...state, deadlineAt: event.at } : state;
    case 'kept-work':
      return noted(state, { at: now, what: 'kept-work' });
    case 'receipt':
      return { ...state, receipts: [...state.receipts, event.receipt] };
    case 'slept':
      return noted(state, { at: now, what: 'slept', seconds: event.seconds });
    case 'network':
      return network(state, event.online, now);
    case 'disk-full':
      return noted(state, { at: now, what: 'disk-full', text: event.text });
    case 'done':
      return { phase: 'done', scheme: state.scheme, receipts: state.receipts, notes: state.notes };
    case 'stopped':
      return { phase: 'resumable', scheme: state.scheme, finished: event.finished, since: state.since };
    case 'lost': {
      const { rule, text, next, returnAt } = event;
      const told = rule === 'check-in' ? silent(state, now) : state;
      return { phase: 'lost', scheme: state.scheme, rule, text, next, returnAt, ...kept(told) };
    }
    case 'failed': {
      const { code, message, next, serverCode } = event.error;
      const about = { code, message, next, serverCode, again: !FINAL.has(code) };
      return { phase: 'failed', scheme: state.scheme, ...about, ...kept(state) };
    }
  }
};

/** Whatever is tried again after these ends in the same way. */
const FINAL = new Set([
  'BAD_ADDRESS',
  'NOT_A_SEQUENCER',
  'SIGN_IN_REFUSED',
  'ALREADY_CONTRIBUTED',
  'CONTRIBUTION_REFUSED',
  'STATE_INVALID',
  'RECEIPT_INVALID',
]);

const kept = ({ receipts, notes }: Running) => ({ receipts, notes });

function begun(event: WorkEvent & { type: 'begun' }, now: number): WorkState {
  const { scheme, online } = event;
  const ongoing: Ongoing = {
    scheme,
    since: now,
    circuit: undefined,
    circuits: [],
    beforehand: undefined,
    trouble: undefined,
    online,
    signature: undefined,
    receipts: [],
    notes: [],
  };
  return waiting(ongoing, { why: 'entering' });
}

type WaitingParts = Omit<Waiting, keyof Ongoing | 'phase'>;
type WorkingParts = Omit<Working, keyof Ongoing | 'phase'>;

function ongoingOf(state: Ongoing): Ongoing {
  const { scheme, since, circuit, circuits, beforehand, trouble, online, signature, receipts, notes } = state;
  return { scheme, since, circuit, circuits, beforehand, trouble, online, signature, receipts, notes };
}

function waiting(state: Ongoing, parts: Pick<Waiting, 'why'> & Partial<WaitingParts>): Waiting {
  return {
    ...ongoingOf(state),
    phase: 'waiting',
    place: undefined,
    ahead: undefined,
    estimate: undefined,
    lastCheckIn: undefined,
    nextAt: undefined,
    outAt: undefined,
    held: false,
    there: undefined,
    until: undefined,
    ...parts,
  };
}

/** A step of the turn; the turn begins with the first of them. */
function working(
  state: Running,
  step: WorkStep,
  parts: Partial<Omit<WorkingParts, 'step' | 'stepSince'>>,
  now: number,
): Working {
  const before: WorkingParts =
    state.phase === 'working'
      ? state
      : {
          step,
          done: 0,
          total: undefined,
          deadlineAt: undefined,
          turnSince: now,
          stepSince: now,
          position: undefined,
        };
  const same = state.phase === 'working' && before.step === step;
  const { done, total, deadlineAt, turnSince, position } = before;
  return {
    ...ongoingOf(state),
    // Progress is the end of trouble.
    trouble: undefined,
    phase: 'working',
    step,
    ...(same ? { done, total } : { done: 0, total: undefined }),
    deadlineAt,
    turnSince,
    stepSince: same ? before.stepSince : now,
    position,
    ...parts,
  };
}

function afterKzg(
  state: Running,
  event: TakePartEvent,
  window: CheckInWindow | undefined,
  now: number,
): Running {
  switch (event.type) {
    case 'waiting':
      return afterCheckIn(state, event, window, now);
    case 'session-lost':
      return noted(state, { at: now, what: 'session-renewed', text: event.text });
    case 'downloading':
      return working(state, 'DOWNLOADING', { done: event.received, total: event.total }, now);
    case 'turn': {
      const position = event.position === undefined ? undefined : event.position + 1;
      return working(state, 'DOWNLOADING', { position }, now);
    }
    case 'computing':
      return working(state, 'COMPUTING', { done: event.done, total: event.total }, now);
    case 'uploading':
      return sending(state, event, now);
    case 'upload-again': {
      const again = troubled(state, event.reason, now + event.pause, now);
      return noted(again, { at: now, what: 'upload-again', text: event.reason });
    }
    default:
      return state;
  }
}

/** What was sent whole is being verified. */
function sending(state: Running, { sent, total }: { sent: number; total: number }, now: number): Working {
  return sent < total || total === 0
    ? working(state, 'UPLOADING', { done: sent, total }, now)
    : working(state, 'VERIFYING', {}, now);
}

const NOT_COUNTED = new Set(['early', 'full', 'fault', 'unreachable']);

function afterCheckIn(
  state: Running,
  event: TakePartEvent & { type: 'waiting' },
  window: CheckInWindow | undefined,
  now: number,
): Running {
  const { reason, text, nextAt, held } = event;
  const why = reason === 'busy' ? 'lobby' : reason;
  const failing = reason === 'fault' || reason === 'unreachable';
  const counted = !NOT_COUNTED.has(reason);
  const before = state.phase === 'waiting' ? state : undefined;
  const lastCheckIn = counted ? now : before?.lastCheckIn;
  const lasts = counted && reason !== 'paused' && window ? window.interval + window.tolerance : undefined;
  const outAt = counted ? (lasts === undefined ? undefined : now + lasts) : before?.outAt;
  const next = waiting({ ...state, trouble: undefined }, { why, lastCheckIn, nextAt, outAt, held });
  return failing ? troubled(next, text, nextAt, now) : next;
}

function afterCircuit(state: Running, event: CircuitEvent, clockAhead: number, now: number): Running {
  const here = (seconds: number) => seconds * 1000 - clockAhead;
  const at = 'circuit' in event ? { ...state, circuit: atCircuit(state, event.circuit) } : state;
  switch (event.type) {
    case 'trouble':
      return troubled(state, event.reason, now + event.pause, now);
    case 'waiting':
      return afterQueue(at, event, now);
    case 'penalty':
      return waiting(
        { ...state, trouble: undefined },
        { why: 'penalty', until: here(event.until), lastCheckIn: now },
      );
    case 'fetching-genesis': {
      const { circuit, received: done, total } = event;
      return { ...state, trouble: undefined, beforehand: { step: 'fetching', circuit, done, total } };
    }
    case 'reading-genesis': {
      const { circuit, done, total } = event;
      return { ...state, beforehand: done < total ? { step: 'reading', circuit, done, total } : undefined };
    }
    case 'turn': {
      const { turn } = event;
      const deadlineAt = turn.deadlineAt === undefined ? undefined : here(turn.deadlineAt);
      const begins = { deadlineAt, position: turn.position, turnSince: now };
      const circuit = atCircuit(state, turn.circuit.slug);
      const next = working({ ...state, circuit }, event.kept ? 'UPLOADING' : 'DOWNLOADING', begins, now);
      return event.kept ? noted(next, { at: now, what: 'kept-work' }) : next;
    }
    case 'downloading':
      return working(at, 'DOWNLOADING', { done: event.received, total: event.total }, now);
    case 'computing':
      return working(at, 'COMPUTING', { done: event.done, total: event.total }, now);
    case 'uploading':
      return working(at, 'UPLOADING', { done: event.sent, total: event.total }, now);
    case 'verifying':
      return working(at, 'VERIFYING', { deadlineAt: undefined }, now);
    case 'mending':
      return noted(state, { at: now, what: 'mending', text: event.why });
    case 'lost-before':
      return noted(state, { at: now, what: 'lost-before', text: event.why });
    default:
      return state;
  }
}

function afterQueue(state: Running, event: CircuitEvent & { type: 'waiting' }, now: number): Running {
  const { queue, why } = event;
  const { place, ahead, estimate } = queue ?? {};
  return waiting(
    { ...state, trouble: undefined, circuit: event.circuit === '' ? undefined : state.circuit },
    {
      why,
      place,
      ahead,
      estimate: estimate && { seconds: estimate.seconds, about: estimate.about },
      lastCheckIn: now,
      held: why === 'queue',
    },
  );
}

function atCircuit({ circuits }: Ongoing, slug: string): AtCircuit | undefined {
  const index = circuits.indexOf(slug);
  return index < 0 ? undefined : { slug, number: index + 1, of: circuits.length };
}
