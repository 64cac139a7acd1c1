/** What ended a run, in the words of whoever decided it. */
import { ClientError } from '@brebaje/client/client-error';
import { asFull } from '@brebaje/client/groth16/opfs-work-store';
import { OTHER_KEYS } from '@brebaje/client/receipt-check';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { isPartMissing } from '../shell/part-missing.ts';
import type { WorkEvent } from './events.ts';
import type { Stage } from './stage.ts';
import type { LostRule, Scheme, WorkState } from './state.ts';

const RULES: Record<string, LostRule> = {
  MISSED_CHECK_IN: 'check-in',
  DEADLINE: 'deadline',
  ABORTED: 'aborted',
  REPLACED: 'replaced',
  REFUSED: 'refused',
  REMOVED: 'removed',
  DRAINED: 'removed',
  BLOCKING_VERIFICATION: 'fault',
  BLOCKING_BACKEND_FUNCTION: 'fault',
};

const DONE = ['CONTRIBUTED', 'DONE', 'FINALIZING', 'FINALIZED'];
/** Ends that the server knows the reason of. */
const ASK = ['TURN_LOST', 'CONTRIBUTION_REFUSED', 'SESSION_UNKNOWN', 'OUTCOME_UNKNOWN', 'RECEIPT_INVALID'];

/** `stage`: as far as the run got. */
export async function accountOf(
  thrown: unknown,
  stage: Partial<Stage> & Pick<Stage, 'client' | 'world' | 'place'>,
): Promise<WorkEvent> {
  const error = asFull(thrown);
  if (!(error instanceof ClientError)) return broken(error);
  const { code, message, next } = error;
  if (code === 'STOPPED') return { type: 'stopped', finished: stage.folder?.finished ?? false };
  if (code === 'SIGN_IN_REFUSED' || !ASK.includes(code)) return failed(error);
  const person = await personOf(stage);
  if (!person) return failed(error);
  const { status, cause } = person;
  if (code === 'RECEIPT_INVALID' && error.serverCode !== OTHER_KEYS) return failed(error);
  if (DONE.includes(status)) {
    // From another browser, or before.
    return {
      type: 'failed',
      error: {
        code: 'ALREADY_CONTRIBUTED',
        message:
          'the server has a contribution of this account already, and it is not the one of this browser',
        next: 'its receipt is where it was made; if that was not you, tell the ceremony’s people',
        serverCode: error.serverCode,
      },
    };
  }
  const rule = RULES[cause ?? ''];
  const out = status === 'TIMEDOUT' || status === 'EXHUMED';
  if (code === 'SESSION_UNKNOWN' && !(rule && out)) return failed(error);
  const returnAt =
    typeof person.barredUntil === 'number' ? person.barredUntil * 1000 - stage.world.clockAhead() : undefined;
  const fallback = code === 'CONTRIBUTION_REFUSED' ? 'refused' : 'unknown';
  return { type: 'lost', rule: rule ?? fallback, text: message, next, returnAt };
}

type Person = AnswerBody<'readParticipant'>;

async function personOf({
  client,
  place,
  participantId,
}: Pick<Stage, 'client' | 'place'> & Partial<Stage>): Promise<Person | undefined> {
  const get = async <T>(path: string) => (await client.call<T>({ method: 'GET', path })).body;
  try {
    const id =
      participantId ??
      (await get<AnswerBody<'readEligibility'>>(`/ceremonies/${place.ceremony.id}/eligibility`)).enrolled;
    return id === undefined ? undefined : await get<Person>(`/participants/${id}`);
  } catch {
    return undefined;
  }
}

/** What cannot even be begun, or fails in this browser itself. */
export function brokenState(scheme: Scheme, error: unknown): WorkState {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof ClientError ? error : undefined;
  const code = known?.code ?? (error instanceof DOMException ? 'STORAGE_UNAVAILABLE' : faultOf(error));
  const about = { code, message, next: known?.next, serverCode: undefined, again: true };
  return { phase: 'failed', scheme, ...about, receipts: [], notes: [] };
}

function failed({ code, message, next, serverCode }: ClientError): WorkEvent {
  return { type: 'failed', error: { code, message, next, serverCode } };
}

function broken(error: unknown): WorkEvent {
  const message = error instanceof Error ? error.message : String(error);
  const storage =
    error instanceof DOMException && ['SecurityError', 'InvalidStateError'].includes(error.name);
  const code = storage ? 'STORAGE_UNAVAILABLE' : faultOf(error);
  return { type: 'failed', error: { code, message, next: undefined, serverCode: undefined } };
}

/** What a worker could not load it never loads: browsers remember that. */
function faultOf(error: unknown): string {
  return isPartMissing(error) ? 'PART_MISSING' : 'BROKEN';
}
