import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KZG_POLICY, type Policy } from '../policy.ts';
import { type Command, Walk } from './walk.ts';

const PEOPLE = 7;
const SMALL: Policy = { ...KZG_POLICY, capacity: 4, timeout: { type: 'FIXED', duration: 120_000 } };

const who = fc.nat(PEOPLE - 1);
const wait = fc.constantFrom(0, 0, 0, 10_000, 25_000);
const call: fc.Arbitrary<Command> = fc.record({ do: fc.constant('call'), who, wait });
const time: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('pass'),
  millis: fc.oneof(
    fc.nat(40).map((quarters) => quarters * 250),
    fc.constantFrom(15_999, 16_000, 30_000, 33_000, 47_000, 49_000),
  ),
});
const work: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('receive'), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('verdict'),
      verdict: fc.constantFrom('valid', 'valid', 'invalid', 'fault'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort'), who }) },
);
const rare: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('sign in', 'forgive'), who }),
  fc.record({
    do: fc.constantFrom('luck'),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  fc.record({ do: fc.constant('stall'), seconds: fc.integer({ min: 6, max: 900 }) }),
  fc.record({ do: fc.constant('restart'), seconds: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant('step clock'), seconds: fc.constantFrom(-3600, 3600, 7200) }),
  fc.record({ do: fc.constantFrom('pause', 'resume', 'resume') }),
);
const command = fc.oneof(
  { weight: 10, arbitrary: call },
  { weight: 6, arbitrary: time },
  { weight: 4, arbitrary: work },
  { weight: 3, arbitrary: rare },
);
const closing: fc.Arbitrary<Command> = fc.record({ do: fc.constant('close') });

const REFUSALS = ['TOO_EARLY', 'LOBBY_FULL', 'UNKNOWN_SESSION', 'NOT_YOUR_TURN', 'CLOSED', 'BARRED'];

function compare(walk: Walk, command: Command): string {
  const before = new Map(walk.lobby.members);
  const excluded = people().filter((id) => walk.placeOf(id) === 'excluded');
  const [rules, oracle] = walk.run(command);
  expect([rules, ...rulesView(walk)]).toEqual([oracle, ...oracleView(walk)]);
  const broken = violations(walk);
  if (command.do !== 'forgive' && excluded.some((id) => walk.placeOf(id) !== 'excluded')) {
    broken.push('somebody barred came back');
  }
  if (REFUSALS.includes(rules) && people().some((id) => before.get(id) !== walk.lobby.members.get(id))) {
    broken.push(`${rules} changed somebody`);
  }
  expect(broken).toEqual([]);
  return rules;
}

function rulesView({ lobby, placeOf }: Walk): unknown[] {
  const { turnOf, slotFor, inLobby, held, drained } = lobby;
  return [people().map(placeOf), turnOf, slotFor === 'poll', inLobby, held.size, drained];
}

function oracleView({ oracle }: Walk): unknown[] {
  const lobby = oracle.lobby();
  const held = lobby.filter((person) => person.held).length;
  const places = people().map((id) => oracle.person(id).place);
  return [places, oracle.contributor, oracle.keptForPollers, lobby.length, held, oracle.halted()];
}

/** What holds whatever happens, without an oracle. */
function violations(walk: Walk): string[] {
  const { members, turn, turnOf } = walk.lobby;
  const broken: string[] = [];
  const contributing = [...members].filter(([, member]) => member.status === 'CONTRIBUTING');
  if (contributing.length > 1) broken.push('two contribute');
  if ((contributing[0]?.[0] ?? null) !== turnOf) broken.push('the turn is not its contributor');
  if ((turn === null) !== (turnOf === null) || walk.openTurns !== contributing.length)
    broken.push('open turns');
  for (const [id, accepted] of walk.acceptedOf) if (accepted > 1) broken.push(`${id} accepted twice`);
  for (const [id, moves] of walk.moves) {
    const path = moves.reduce((status, [from, to]) => (from === status ? to : 'broken'), '-');
    if (path !== members.get(id)!.status) broken.push(`events of ${id} do not lead to its status`);
  }
  return broken;
}

/** Somebody new who polls as they should gets a turn in the end, whatever state the walk has left. */
function canGoOn(walk: Walk): void {
  walk.run({ do: 'resume' });
  walk.run({ do: 'verdict', verdict: 'valid' });
  const newcomer = 99;
  walk.run({ do: 'sign in', who: newcomer });
  for (let poll = 0; poll < 20; poll += 1) {
    const [answer] = walk.run({ do: 'call', who: newcomer, wait: 0 });
    if (answer === 'HAND_OUT') {
      expect(walk.run({ do: 'receive', who: newcomer })[0]).toBe('OK');
      walk.run({ do: 'verdict', verdict: 'valid' });
      expect(walk.placeOf(newcomer)).toBe('contributed');
      return;
    }
    walk.pass(30_000);
  }
  expect.unreachable('the newcomer never got a turn');
}

function people(): number[] {
  return Array.from({ length: PEOPLE }, (_, id) => id);
}

/** More with WALKS=20000. */
const WALKS = Number(process.env.WALKS ?? 1000);
const walksOf = (maxLength: number) => fc.array(command, { maxLength, size: 'max' });

describe('random walks agree with the queue strategy', () => {
  it('in an open ceremony, which can always go on', () => {
    fc.assert(
      fc.property(walksOf(120), (commands) => {
        const walk = new Walk(SMALL);
        for (const one of commands) compare(walk, one);
        canGoOn(walk);
      }),
      { numRuns: WALKS },
    );
  });

  it.each(['EVERYBODY', 'OPEN_TURN'] as const)('when it closes and lets finish: %s', (drainLets) => {
    fc.assert(
      fc.property(walksOf(60), closing, walksOf(40), (before, close, after) => {
        const walk = new Walk({ ...SMALL, drainLets });
        for (const one of [...before, close, ...after]) compare(walk, one);
        walk.run({ do: 'verdict', verdict: 'valid' });
        for (let second = 0; second < 300 && !walk.lobby.drained; second += 1) walk.pass(1000);
        expect(walk.lobby.drained).toBe(true);
        expect(walk.run({ do: 'call', who: 98, wait: 0 })[0]).toBe('CLOSED');
      }),
      { numRuns: WALKS / 2 },
    );
  });

  it('meets every answer there is', () => {
    const answers = new Set<string>();
    for (const commands of fc.sample(walksOf(120), { numRuns: 100, seed: 1 })) {
      const walk = new Walk(SMALL);
      for (const one of commands) answers.add(compare(walk, one));
    }
    const expected = ['HAND_OUT', 'HAND_OUT_AGAIN', 'HOLD', 'NOT_READY', 'OK', 'ALREADY_CONTRIBUTED'];
    for (const answer of [...expected, ...REFUSALS.filter((code) => code !== 'CLOSED')]) {
      expect(answers).toContain(answer);
    }
  });
});
