/** What a message to a subscriber is made from: facts at the time of the event, words at the time of sending. */
import type { Topic } from '@brebaje/protocol/topics';

export interface Notice {
  topic: Topic | 'message' | 'test';
  /** Milliseconds since 1970. */
  at: number;
  ceremony: { id: number; slug: string; title: string; test: boolean };
  /** Whom it is about, by number and the public name. */
  participant?: { id: number; name: string };
  circuit?: { id: number; slug: string };
  /** It is about whoever reads it. */
  self: boolean;
  facts: NoticeFacts;
}

/** Public facts of the event; times in milliseconds. */
export interface NoticeFacts {
  deadlineAt?: number | null;
  cause?: string;
  /** Barred until. */
  until?: number | 'forever';
  place?: number;
  /** About when, and the milliseconds of a turn it is judged by. */
  aboutAt?: number;
  position?: number;
  /** What somebody wrote, or what is the matter. */
  text?: string;
  next?: string;
  code?: string;
  /** The turn has begun: a client works on it. */
  begun?: boolean;
  /** The ceremony was canceled. */
  canceled?: boolean;
}
