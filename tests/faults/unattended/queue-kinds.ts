/** Kinds of people in the queues: what each does from the moment they come. */
import { HOUR, MINUTE, SECOND } from './person.ts';
import type { QueuePerson } from './queue-person.ts';

export interface Kind {
  /** How many of 25 people are like this. */
  among: number;
  /** Whether all their contributions must be in the chains at the end. */
  done: boolean;
  live(me: QueuePerson, night: number): Promise<void>;
}

async function goOn(me: QueuePerson, computing: number): Promise<void> {
  while (await me.atTurn()) await me.contribute(computing);
}

async function begin(me: QueuePerson): Promise<void> {
  do await me.atTurn();
  while (!(await me.start()));
}

const done = (among: number, live: Kind['live']): Kind => ({ among, done: true, live });

export const KINDS = {
  quick: done(5, (me) => goOn(me, 30 * SECOND)),

  slow: done(6, (me) => goOn(me, 7 * MINUTE)),

  'sleeps at night': done(3, async (me, night) => {
    if (await me.atTurn()) await me.contribute(2 * MINUTE);
    await me.ask(() => me.rest.post(me.path('/presence'), { sign: 'LEAVING' }));
    await me.away(night);
    await goOn(me, 2 * MINUTE);
  }),

  'closes the tab while uploading': done(1, async (me, night) => {
    await begin(me);
    const bytes = await me.compute(2 * MINUTE);
    await me.send(bytes!);
    me.confessions.push('DEADLINE');
    await me.away(Math.min(night, 45 * MINUTE));
    await goOn(me, 2 * MINUTE);
  }),

  'opens the tab again': done(1, async (me) => {
    await begin(me);
    const bytes = await me.compute(2 * MINUTE);
    await me.send(bytes!);
    await me.away(4 * MINUTE);
    if (await me.resume()) await me.verdict();
    await goOn(me, 2 * MINUTE);
  }),

  'never comes back': {
    among: 1,
    done: false,
    async live(me) {
      await begin(me);
      me.confessions.push('DEADLINE');
      await me.away(1_000 * HOUR);
    },
  },

  'leaves the queue without a word': {
    among: 1,
    done: false,
    async live(me) {
      await me.away(1_000 * HOUR);
    },
  },

  'is late and comes back': done(1, async (me) => {
    await begin(me);
    me.confessions.push('DEADLINE');
    await me.compute(14 * MINUTE);
    await goOn(me, MINUTE);
  }),

  'sends a wrong contribution once': done(1, async (me) => {
    await begin(me);
    me.confessions.push('REFUSED');
    await me.cheat();
    await goOn(me, MINUTE);
  }),

  'forgets to start': done(1, async (me) => {
    await me.atTurn();
    await me.away(10 * MINUTE);
    await goOn(me, MINUTE);
  }),

  'is offline for an hour at work': done(1, async (me) => {
    await begin(me);
    me.confessions.push('DEADLINE');
    await me.away(HOUR);
    await goOn(me, MINUTE);
  }),

  'is offline for an hour in the queue': done(1, async (me) => {
    await me.away(HOUR);
    await goOn(me, MINUTE);
  }),

  'asks for more time': done(1, async (me) => {
    await begin(me);
    const bytes = await me.compute(8 * MINUTE);
    await me.mustBe(200, 'more time', () => me.rest.post(me.path('/more-time')));
    await me.sleep(7 * MINUTE);
    const upload = bytes && (await me.send(bytes));
    if (upload && (await me.complete(upload))) await me.verdict();
    await goOn(me, MINUTE);
  }),

  'says not now': done(1, async (me) => {
    await me.atTurn();
    await me.patch({ status: 'WAITING' });
    await me.away(5 * MINUTE);
    await goOn(me, MINUTE);
  }),
} satisfies Record<string, Kind>;

/** Outside the 25: the list of those who fill in. */
export const STANDBY = done(2, (me) => goOn(me, 45 * SECOND));
