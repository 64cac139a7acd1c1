import type { SequencerPort } from '../http/sequencer-port.ts';
import { findCeremonyBySlug } from '../store/ceremonies.ts';
import type { ServerContext } from './context.ts';
import { abortTurn, checkTurn, contribute } from './contribute.ts';
import { currentState } from './current-state.ts';
import { overview, status } from './info.ts';
import { tryContribute } from './try-contribute.ts';

/** The application layer as the HTTP face sees it. */
export function createSequencer(ctx: ServerContext, ready: () => Promise<boolean>): SequencerPort {
  return {
    ceremony: (slug) => findCeremonyBySlug(ctx.store.db, slug ?? ctx.config.ceremony),
    overview: (id) => overview(ctx, id),
    tryContribute: (call) => tryContribute(ctx, call),
    checkTurn: (call) => checkTurn(ctx, call),
    contribute: (call) => contribute(ctx, call),
    abortTurn: (call) => abortTurn(ctx, call),
    status: (id) => status(ctx, id),
    currentState: (id) => currentState(ctx, id),
    ready,
  };
}
