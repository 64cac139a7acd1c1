/**
 * Terminals without a browser (the shape of RFC 8628, as JSON), and moving to a second device: in both, a
 * short code passes between two devices of one person.
 */
import { z } from 'zod';
import { operation } from './operation.ts';
import { cookieFlag, sessionGivenSchema, sessionLabelSchema } from './sessions.ts';

/** Consonants that are not taken for digits or for each other, and make no words (RFC 8628 §6.1). */
export const CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';

/** What somebody typed, as the code it stands for: case, spaces and hyphens do not matter. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]+/g, '');
}

const typedCode = z
  .string()
  .max(64)
  .transform(plainCode)
  .pipe(z.string().regex(/^[A-Z0-9]{4,32}$/, 'letters, with or without hyphens'));

const expiresIn = z.int().min(1).describe('Seconds until it is worth nothing');
const TAG = 'Sign-in';

export const DEVICE_OPERATIONS = {
  startDevice: operation({
    method: 'POST',
    path: '/auth/device',
    tag: TAG,
    summary: 'Ask for a session from a terminal',
    description:
      'Show the person `verification_uri` and `user_code`, then ask `POST /auth/device/token` every `interval` seconds.',
    access: 'public',
    body: z.strictObject({ client: sessionLabelSchema.optional() }),
    answers: {
      200: {
        description: 'The names of RFC 8628',
        body: z.object({
          device_code: z.string().describe('A secret of the program that asks'),
          user_code: z.string().describe('What the person types or compares'),
          verification_uri: z.string(),
          verification_uri_complete: z.string(),
          expires_in: expiresIn,
          interval: z.int().min(1).describe('Seconds between two questions, at least'),
        }),
      },
    },
    problems: ['FOREIGN_ORIGIN', 'BASE_UNKNOWN'],
  }),
  takeDeviceToken: operation({
    method: 'POST',
    path: '/auth/device/token',
    tag: TAG,
    summary: 'Ask whether it was approved',
    description:
      'Refusals carry the member `error` with the names of RFC 8628: authorization_pending, slow_down (wait five seconds longer from now on), access_denied, expired_token.',
    access: 'public',
    body: z.strictObject({ device_code: z.string().min(16).max(128) }),
    answers: { 200: { description: 'The session, once', body: sessionGivenSchema } },
    problems: ['AUTHORIZATION_PENDING', 'SLOW_DOWN', 'ACCESS_DENIED', 'EXPIRED_TOKEN', 'FOREIGN_ORIGIN'],
  }),
  startMove: operation({
    method: 'POST',
    path: '/auth/move',
    tag: TAG,
    summary: 'Go on with a second device',
    description:
      'A code that signs the same person in on another device, once, within five minutes: on the page `/app/join`, or with `POST /auth/move/enter`.',
    access: 'user',
    answers: {
      200: {
        description: 'What to enter on the other device',
        body: z.object({ code: z.string(), expires_in: expiresIn }),
      },
    },
    problems: ['FOREIGN_ORIGIN'],
  }),
  enterMove: operation({
    method: 'POST',
    path: '/auth/move/enter',
    tag: TAG,
    summary: 'Enter the code of the first device',
    access: 'public',
    body: z.strictObject({ code: typedCode, label: sessionLabelSchema.optional(), cookie: cookieFlag }),
    answers: { 200: { description: 'A session of the same person', body: sessionGivenSchema } },
    problems: ['CODE_UNKNOWN', 'FOREIGN_ORIGIN'],
  }),
} as const;
