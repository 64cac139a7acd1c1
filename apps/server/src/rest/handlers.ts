/** Every operation's handler; one that is missing does not compile. */
import type { OPERATIONS } from '@brebaje/protocol/rest/operations';
import type { Handlers } from './handler.ts';

export const HANDLERS: Handlers<typeof OPERATIONS> = {};
