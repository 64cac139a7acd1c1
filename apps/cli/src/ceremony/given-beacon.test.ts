import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Shell } from '../shell.ts';
import { givenBeacon } from './given-beacon.ts';

const SIGNATURE = 'b4'.repeat(48);
const MIX = '5e'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'brebaje-beacon-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shell = (input = '') => ({ readInput: async () => input }) as Shell;

describe('the value of a beacon', () => {
  const drand = { round: 1000, randomness: MIX, signature: SIGNATURE };

  it.each<[string, object]>([
    [JSON.stringify(drand), drand],
    [` ${JSON.stringify({ ...drand, previous_signature: '' })}\n`, drand],
    [SIGNATURE.toUpperCase(), { signature: SIGNATURE }],
    [`0x${MIX}\n`, { value: MIX }],
    [JSON.stringify({ finalized: true, data: { randao: `0x${MIX}` } }), { value: MIX }],
    [JSON.stringify({ slot: 5, value: MIX }), { slot: 5, value: MIX }],
  ])('is read from %s', async (text, value) => {
    const path = join(folder, 'round.json');
    writeFileSync(path, text);
    expect(await givenBeacon({ beacon: text }, shell())).toEqual(value);
    expect(await givenBeacon({ roundFile: path }, shell())).toEqual(value);
    expect(await givenBeacon({ roundFile: '-' }, shell(text))).toEqual(value);
  });

  it('is what the server asks for when nobody gives it', async () => {
    expect(await givenBeacon({}, shell())).toBeUndefined();
  });

  it.each(['', 'abc', '{}', '[]', 'null', `${MIX}00`, '{"round":5}', ' '.repeat(70_000).replace(/ /g, 'a')])(
    'is not %s',
    async (text) => {
      await expect(givenBeacon({ beacon: text }, shell())).rejects.toThrow('holds no value');
    },
  );

  it('is given once', async () => {
    await expect(givenBeacon({ beacon: MIX, roundFile: '-' }, shell(MIX))).rejects.toThrow('one of them');
  });
});
