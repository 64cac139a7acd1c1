import { type Answer, jsonOf } from './exchange.ts';
import { isObject, printable } from './plain.ts';

/** `{"code", "error"}` of the sequencer, or what stands in for it. */
export interface ServerError {
  status: number;
  code: string;
  text: string;
}

/** What an answer to `try_contribute` means for somebody who waits. */
export type LobbyAnswer =
  | { kind: 'turn'; bytes: Uint8Array }
  | { kind: 'busy'; error: ServerError }
  | { kind: 'early'; error: ServerError }
  | { kind: 'full'; error: ServerError }
  | { kind: 'session'; error: ServerError }
  | { kind: 'fault'; error: ServerError; retryAfter: number | undefined }
  | { kind: 'refused'; error: ServerError }
  | { kind: 'nonsense'; error: ServerError };

/** A busy answer is a few hundred bytes; the smallest batch of a ceremony worth its name is larger. */
const SMALL = 4096;

/**
 * Reads an answer to `/lobby/try_contribute` of our server or of the original one. Codes decide; the busy
 * answer has status 200, and "error" alone is enough to mean wait.
 */
export function readLobbyAnswer(answer: Answer): LobbyAnswer {
  if (answer.status === 200) {
    if (answer.bytes.length > SMALL) return { kind: 'turn', bytes: answer.bytes };
    const json = jsonOf(answer);
    if (isObject(json) && 'contributions' in json) return { kind: 'turn', bytes: answer.bytes };
    if (isObject(json) && typeof json.error === 'string') return { kind: 'busy', error: errorOf(answer) };
    return { kind: 'nonsense', error: errorOf(answer) };
  }
  const error = errorOf(answer);
  if (error.code.includes('RateLimited')) return { kind: 'early', error };
  if (error.code.includes('UnknownSessionId') || error.code.includes('InvalidSessionId')) {
    return { kind: 'session', error };
  }
  if (error.code.includes('LobbyIsFull')) return { kind: 'full', error };
  if (isTransient(answer.status)) return { kind: 'fault', error, retryAfter: retryAfter(answer) };
  // The account does not qualify: another sign-in of the same would be told the same.
  if (error.code.startsWith('AuthErrorPayload::')) return { kind: 'refused', error };
  if (answer.status === 401) return { kind: 'session', error };
  if (error.code === '') return { kind: 'nonsense', error };
  return { kind: 'refused', error };
}

/** Whether the same request may succeed later: too many, or a fault of the server or of a proxy. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Milliseconds of a `Retry-After` in seconds, at most five minutes. */
export function retryAfter(answer: Pick<Answer, 'headers'>): number | undefined {
  const text = answer.headers.get('retry-after');
  if (text === null || !/^\d{1,9}$/.test(text)) return undefined;
  return Math.min(Number(text), 300) * 1000;
}

/** The error an answer carries, in the sequencer's form, as problem+json or as plain text. */
export function errorOf(answer: Answer): ServerError {
  const json = jsonOf(answer);
  const { status } = answer;
  if (isObject(json)) {
    const code = typeof json.code === 'string' ? printable(json.code) : '';
    const text = json.error ?? json.detail ?? json.message ?? json.title;
    return { status, code, text: printable(typeof text === 'string' ? text : '') };
  }
  return { status, code: '', text: printable(new TextDecoder().decode(answer.bytes.subarray(0, 400))) };
}
