import { expect, it } from 'vitest';
import { sequencerUrl } from './sequencer-url.ts';
import { fetchStanding } from './server-identity.ts';
import { fakeSurroundings } from './testing/fake-surroundings.ts';

const ADDRESS = `0x${'aB'.repeat(20)}`;

const standing = (ceremony: Record<string, unknown> | undefined, status = 200) => {
  const ceremonies = ceremony ? [{ receiptAddress: ADDRESS, ...ceremony }] : [];
  const fetch = async () => new Response(JSON.stringify({ ceremonies }), { status });
  return fetchStanding({ ...fakeSurroundings(), fetch }, sequencerUrl('https://a.example'), ADDRESS);
};

it.each([
  [
    { test: true, status: 'OPENED', drained: false },
    { test: true, paused: false },
  ],
  [
    { test: false, status: 'PAUSED', drained: false },
    { test: false, paused: true },
  ],
  [{ test: false }, { test: false, paused: false }],
  [{ test: false, status: 'OPENED', drained: true }, { over: expect.stringMatching(/closed/) }],
  [{ test: false, status: 'CLOSED', drained: false }, { over: expect.stringMatching(/closed/) }],
  [{ test: false, status: 'CANCELED', drained: false }, { over: expect.stringMatching(/canceled/) }],
  [{ test: false, status: 'FINALIZED', drained: true }, { over: expect.stringMatching(/result/) }],
])('reads %j', async (ceremony, expected) => {
  expect(await standing(ceremony)).toMatchObject(expected);
});

it('knows nothing where the server does not say', async () => {
  expect(await standing(undefined)).toBeUndefined();
  expect(await standing({ status: 'OPENED' })).toBeUndefined();
  expect(await standing({ test: false }, 404)).toBeUndefined();
});
