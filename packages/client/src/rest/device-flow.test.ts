import { expect, it } from 'vitest';
import { fakeSurroundings } from '../testing/fake-surroundings.ts';
import { askForCode, awaitApproval } from './device-flow.ts';
import { restClient } from './rest-client.ts';

const CODE = {
  device_code: 'd'.repeat(26),
  user_code: 'BCDF-GHJK',
  verification_uri: 'https://x.org/app/device',
  verification_uri_complete: 'https://x.org/app/device?user_code=BCDF-GHJK',
  expires_in: 900,
  interval: 5,
};
const GIVEN = {
  user: { id: 3, provider: 'Ethereum', sub: `eth|0x${'1'.repeat(40)}`, nickname: '0x1' },
  session_id: '00000000-0000-4000-8000-000000000000',
};

const refused = (error: string, code = error.toUpperCase()) =>
  Response.json({ code, error, status: 400 }, { status: 400 });

/** Gives a code, then these answers; the last one for ever. */
async function flow(answers: (() => Response)[], code: object = CODE) {
  const world = fakeSurroundings();
  const bodies: unknown[] = [];
  world.fetch = (async (_: unknown, init?: RequestInit) => {
    bodies.push(JSON.parse(String(init?.body)));
    if (bodies.length === 1) return Response.json(code);
    return answers[Math.min(bodies.length - 2, answers.length - 1)]!();
  }) as typeof fetch;
  const client = restClient(world, 'https://x.org', undefined);
  const asked = await askForCode(world, client, 'command on alice-laptop');
  return { world, bodies, asked, signedIn: awaitApproval(world, client, asked) };
}

it('asks as often as the server wants, and slower when it says so', async () => {
  const { world, bodies, asked, signedIn } = await flow([
    () => refused('authorization_pending'),
    () => refused('slow_down'),
    () => refused('authorization_pending'),
    () => Response.json(GIVEN),
  ]);
  expect(await signedIn).toMatchObject({ userId: 3, sessionId: GIVEN.session_id, identity: GIVEN.user.sub });
  expect(world.pauses).toEqual([5_000, 5_000, 10_000, 10_000]);
  expect(bodies[0]).toEqual({ client: 'command on alice-laptop' });
  expect(asked).toMatchObject({ userCode: 'BCDF-GHJK', link: CODE.verification_uri_complete });
});

it('waits longer while the server cannot be reached', async () => {
  const lost = () => {
    throw new TypeError('fetch failed');
  };
  const { world, signedIn } = await flow([
    lost,
    () => new Response('', { status: 503 }),
    () => Response.json(GIVEN),
  ]);
  await signedIn;
  expect(world.pauses).toEqual([5_000, 10_000, 20_000]);
});

it.each(['access_denied', 'expired_token'])('ends with %s', async (error) => {
  const { signedIn } = await flow([() => refused(error)]);
  await expect(signedIn).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED', serverCode: error.toUpperCase() });
});

it('ends when the code does, whatever the server says', async () => {
  const { signedIn } = await flow([() => refused('authorization_pending')]);
  await expect(signedIn).rejects.toMatchObject({ serverCode: 'AUTHORIZATION_PENDING' });
});

it('believes no nonsense', async () => {
  await expect(flow([], { ...CODE, user_code: 1 })).rejects.toMatchObject({ code: 'NOT_A_SEQUENCER' });
  for (const given of [
    {},
    { ...GIVEN, session_id: 'a b' },
    { ...GIVEN, user: { ...GIVEN.user, sub: 'x' } },
  ]) {
    const { signedIn } = await flow([() => Response.json(given)]);
    await expect(signedIn).rejects.toMatchObject({ code: 'NOT_A_SEQUENCER' });
  }
});
