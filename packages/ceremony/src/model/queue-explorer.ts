/** Whole walks from one number each: enrol, step at random, then see that the ceremony can go on. For tests. */
import { type Policy, QUEUE_POLICY } from '../policy.ts';
import { seededRandom } from '../simulate/random.ts';
import { violations } from './queue-invariants.ts';
import { drainAlone, goOn, randomStep } from './queue-steps.ts';
import { QueueWalk } from './queue-walk.ts';

const POLICIES: readonly Policy[] = [
  QUEUE_POLICY,
  { ...QUEUE_POLICY, standby: false, lostTurn: 'NOTHING', attempts: 10 },
  { ...QUEUE_POLICY, timeout: { type: 'DYNAMIC', percent: 50 }, maxFaults: 1 },
  { ...QUEUE_POLICY, lostTurn: 'BARRED', attempts: 1, timeout: { type: 'FIXED', duration: 120_000 } },
  { ...QUEUE_POLICY, drainLets: 'OPEN_TURN', closesAfter: 3, moreTime: 0 },
];

export interface Explored {
  /** What went wrong, with the seed and the step; empty when nothing did. */
  broken: string[];
  /** What was answered and told, and how often. */
  answers: Map<string, number>;
}

/** One walk. Afterwards everybody behaves and is through, or nobody does anything and it drains. */
export function explore(seed: number, steps: number): Explored {
  const random = seededRandom(seed);
  const people = 2 + (seed % 7);
  const walk = new QueueWalk(POLICIES[seed % POLICIES.length]!, 1 + (seed % 3), random);
  const at = (step: number | string, what: string[]) => what.map((text) => `seed ${seed}, ${step}: ${text}`);
  walk.enrollAll(people);
  for (let step = 0; step < steps; step += 1) {
    randomStep(walk, random, people);
    const broken = violations(walk);
    if (broken.length > 0) return { broken: at(`step ${step}`, broken), answers: walk.answers };
  }
  const open = walk.queue.gate.status !== 'CLOSED' && random.uniform() < 0.5;
  const stuck = open ? goOn(walk) : drainAlone(walk) ? [] : ['it never drains'];
  return { broken: at('in the end', [...stuck, ...violations(walk)]), answers: walk.answers };
}

/** Walks of seeds `first` to `last`, up to the first that goes wrong. */
export function exploreAll(first: number, last: number, steps: number): Explored {
  const answers = new Map<string, number>();
  for (let seed = first; seed <= last; seed += 1) {
    const one = explore(seed, steps);
    for (const [answer, times] of one.answers) answers.set(answer, (answers.get(answer) ?? 0) + times);
    if (one.broken.length > 0) return { broken: one.broken, answers };
  }
  return { broken: [], answers };
}
