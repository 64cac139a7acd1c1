/** The end of a ceremony: what must be true, and the participants' last moves as one set. */
import { type BeaconFacts, type BeaconTimes, endingFaults } from './beacon.ts';
import type { Gate } from './lobby-types.ts';
import type { Fault } from './opening.ts';
import type { Policy } from './policy.ts';
import { type Actor, forbids, IllegalTransition, ruleFor } from './transitions.ts';

export interface FinalizingFacts {
  /** Nobody is inside any more. */
  drained: boolean;
  circuits: readonly {
    slug: string;
    accepted: number;
    /** Of these, by a person: a beacon is none. */
    byPeople: number;
    /** The whole chain up to its head has been verified, from the genesis. */
    headVerified: boolean;
  }[];
  /** Of a scheme whose chains end with one. */
  beacon?: BeaconFacts & { times: BeaconTimes; now: number };
}

/** Everything that keeps the ceremony from being finalized; empty when it may. */
export function finalizingFaults(policy: Policy, gate: Gate, facts: FinalizingFacts): Fault[] {
  const faults: Fault[] = [];
  if (gate.status !== 'CLOSED') {
    faults.push({ code: 'NOT_CLOSED', sentence: 'Only a closed ceremony is finalized: close it first.' });
  } else if (!facts.drained) {
    faults.push({
      code: 'NOT_DRAINED',
      sentence: 'Somebody is still inside: wait until nobody waits or works.',
    });
  }
  for (const { slug, accepted, byPeople, headVerified } of facts.circuits) {
    if (accepted < policy.minimumContributions) {
      faults.push({
        code: 'TOO_FEW_CONTRIBUTIONS',
        sentence: `The circuit ${slug} has ${accepted} of at least ${policy.minimumContributions} contributions.`,
      });
    }
    if (byPeople < 1) {
      faults.push({
        code: 'NOBODY_CONTRIBUTED',
        sentence: `No person has contributed to the circuit ${slug}.`,
      });
    }
    if (!headVerified) {
      faults.push({
        code: 'HEAD_NOT_VERIFIED',
        sentence: `The chain of the circuit ${slug} is not verified whole.`,
      });
    }
  }
  const { beacon } = facts;
  if (beacon && facts.drained) faults.push(...endingFaults(beacon, beacon.times, beacon.now));
  return faults;
}

/**
 * A move of the whole set: everybody DONE to FINALIZING, later everybody FINALIZING to FINALIZED. One event
 * for all of them, with their number; the first is the ceremony's own `ceremony.finalizing`.
 * Throws IllegalTransition for any other move.
 */
export function moveSet(from: 'DONE' | 'FINALIZING', participants: number, who: Actor = 'server') {
  const to = from === 'DONE' ? 'FINALIZING' : 'FINALIZED';
  if (forbids(from, to, who)) throw new IllegalTransition(from, to, who);
  const event = { type: ruleFor(from, to)!.event, data: { from, to, who, participants } };
  return { from, to, event } as const;
}
