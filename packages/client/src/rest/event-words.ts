/** Events of a ceremony's log as sentences, for pages. */
import { eventWords as wordsOf } from '@brebaje/protocol/event-words';
import { isObject } from '../plain.ts';

type EventType = Parameters<typeof wordsOf>[0];

/**
 * What happened, by whom and why. An event of a kind that this program does not know yet is named as it is, so
 * that an older page can still show a newer log.
 */
export function eventWords({ type, body }: { type: string; body: string }): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const data = isObject(parsed) && isObject(parsed.data) ? parsed.data : {};
    return wordsOf(type as EventType, data);
  } catch {
    return type;
  }
}
