import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { parseContribution } from '@brebaje/kzg/contribution';
import { FormatError } from '@brebaje/kzg/format-error';
import { contributionFromState, initialState } from '@brebaje/kzg/state';
import { verifyContribution } from '@brebaje/kzg/verify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Assault, assault, FORGIVING } from '../support/assault.ts';
import { compute, engine } from '../support/compute.ts';
import { newContributor } from '../support/contributor.ts';
import { dice, hostilePoints } from '../support/hostile.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CASES = 120;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(FORGIVING);
});
afterAll(() => server.close());

function tell(cases: number, { answers, checkIns }: Assault): void {
  const list = [...answers].map(([name, count]) => `${count} × ${name}`).join(', ');
  console.log(
    `${cases} bad contributions: ${list}; beside them ${checkIns.made} check-ins, 99 % of them within ${checkIns.p99Millis.toFixed(1)} ms, the slowest ${checkIns.maxMillis.toFixed(1)} ms`,
  );
}

it('a hundred bad contributions: none accepted, none a fault, check-ins go on', {
  timeout: 400_000,
}, async () => {
  const result = await assault(server, { cases: CASES, seed: 20_230_113 });
  tell(CASES, result);
  expect(result.surprises).toEqual([]);
  // Each kind of refusal was met: the cases are not all stopped at the door.
  for (const name of [
    '400',
    '413',
    '422',
    '400 CeremoniesError::UnexpectedNumContributions',
    '400 CeremonyError::InvalidG1Power',
    '400 CeremonyError::InvalidG2Power',
    '400 CeremonyError::PubKeyPairingFailed',
    '400 CeremonyError::G1PairingFailed',
    '400 CeremonyError::G2PairingFailed',
  ])
    expect(result.answers.get(name), name).toBeGreaterThan(0);
  expect(result.checkIns.made).toBeGreaterThan(20);
  const { num_contributions } = (await server.send('/info/status')).json;
  expect(num_contributions).toBe(0);
  // After all that the next honest one is accepted.
  const honest = await newContributor(server);
  expect((await honest.takeTurn()).answer.status).toBe(200);
});

it('the checks by themselves refuse the same, and both engines agree', { timeout: 400_000 }, async () => {
  const before = initialState([
    { g1: 4, g2: 3 },
    { g1: 8, g2: 3 },
  ]);
  const start = await compute(contributionFromState(before));
  const middle = { subs: start.contributions };
  const honest = await compute(contributionFromState(middle));
  const noble = createNobleEngine();
  const roll = dice(4_844);
  for (let index = 0; index < 120; index++) {
    const { what, body } = hostilePoints(honest, index, roll);
    try {
      const verdict = await verifyContribution(await engine(), middle, parseContribution(body), {
        confirm: noble,
      });
      expect(verdict.ok, what).toBe(false);
    } catch (error) {
      expect(error, what).toBeInstanceOf(FormatError);
    }
  }
});
