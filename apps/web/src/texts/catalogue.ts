/** Every text that the pages show, in English; other languages have the same keys. */
import { board } from './en/board.ts';
import { brand } from './en/brand.ts';
import { ceremony } from './en/ceremony.ts';
import { concepts } from './en/concepts.ts';
import { contribute } from './en/contribute.ts';
import { events } from './en/events.ts';
import { health } from './en/health.ts';
import { home } from './en/home.ts';
import { reserve } from './en/reserve.ts';
import { session } from './en/session.ts';
import { setup } from './en/setup.ts';
import { setupCircuits } from './en/setup-circuits.ts';
import { setupForm } from './en/setup-form.ts';
import { setupInvite } from './en/setup-invite.ts';
import { setupLook } from './en/setup-look.ts';
import { shell } from './en/shell.ts';
import { signature } from './en/signature.ts';
import { subscriptions } from './en/subscriptions.ts';
import { verify } from './en/verify.ts';
import type { Message } from './message.ts';

export const ENGLISH = {
  board,
  brand,
  ceremony,
  concepts,
  contribute,
  events,
  health,
  home,
  reserve,
  session,
  setup,
  setupForm,
  setupCircuits,
  setupInvite,
  setupLook,
  shell,
  subscriptions,
  signature,
  verify,
} as const;

/** The catalogue of a language. */
export type Catalogue = {
  [Page in keyof typeof ENGLISH]: { [Name in keyof (typeof ENGLISH)[Page]]: Message };
};

/** Name of a text: `page.name`. */
export type TextKey = {
  [Page in keyof typeof ENGLISH]: `${Page}.${Extract<keyof (typeof ENGLISH)[Page], string>}`;
}[keyof typeof ENGLISH];

/** One text of a catalogue. */
export function message(catalogue: Catalogue, key: TextKey): Message {
  const dot = key.indexOf('.');
  const page = catalogue[key.slice(0, dot) as keyof Catalogue] as Record<string, Message>;
  return page[key.slice(dot + 1)]!;
}
