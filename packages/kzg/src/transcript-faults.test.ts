import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  blsSignature,
  ethIdentity,
  type SmallCeremony,
  smallCeremony,
  sourceOf,
} from './testing/ceremony.ts';
import { besideSubgroup, multiple, powerAt, powersOf } from './testing/honest.ts';
import { TRANSCRIPT_CHECKS, type TranscriptCheck } from './transcript-verdict.ts';
import { verifyTranscript } from './verify-transcript.ts';

const noble = createNobleEngine();
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine({ threads: 1 });
});
afterAll(() => wasm.close());

const ceremony = smallCeremony(9);

/** Contributor 4 signs everything, 5 by BLS, 6 nothing, 7 one sub-ceremony: records 5, 6, 7, 8. */
const FULL = 5;
const BLS_ONLY = 6;
const UNSIGNED = 7;

interface Case {
  name: string;
  spoil: (ceremony: SmallCeremony) => void;
  check: TranscriptCheck;
  sub?: number;
  index?: number;
}

const witness = ({ records }: SmallCeremony, record: number, sub: number) => records[record]!.subs[sub]!;

const cases: Case[] = [
  {
    name: 'an origin with a name',
    spoil: ({ records }) => {
      records[0]!.identity = 'git|1|somebody';
    },
    check: 'origin',
    index: 0,
  },
  {
    name: 'an origin with an ECDSA signature',
    spoil: ({ records }) => {
      records[0]!.ecdsa = new Uint8Array(65);
    },
    check: 'origin',
    index: 0,
  },
  {
    name: 'an origin with another product, the chain after it right',
    spoil: (c) => {
      // Everything scaled by 3: only the origin and the final powers tell.
      for (const record of [...c.records.keys()]) {
        const from = record === 0 ? 1n : productFactor(record);
        witness(c, record, 1).product = multiple('G1', 3n * from);
      }
    },
    check: 'origin',
    sub: 1,
    index: 0,
  },
  {
    name: 'an origin with another public key',
    spoil: (c) => {
      witness(c, 0, 1).pubkey = multiple('G2', 2n);
    },
    check: 'origin',
    sub: 1,
    index: 0,
  },
  {
    name: 'an origin that is signed by BLS',
    spoil: (c) => {
      witness(c, 0, 0).bls = multiple('G1', 2n);
    },
    check: 'origin',
    sub: 0,
    index: 0,
  },
  {
    name: 'a record of nobody',
    spoil: ({ records }) => {
      records[UNSIGNED]!.identity = '';
    },
    check: 'structure',
    index: UNSIGNED,
  },
  {
    name: 'a running product outside the subgroup',
    spoil: (c) => {
      witness(c, 4, 1).product = besideSubgroup('G1', productFactor(4));
    },
    check: 'points',
    sub: 1,
    index: 4,
  },
  {
    name: 'a public key outside the subgroup',
    spoil: (c) => {
      witness(c, 4, 0).pubkey = besideSubgroup('G2', 4002n);
    },
    check: 'points',
    sub: 0,
    index: 4,
  },
  {
    name: 'a signature outside the subgroup',
    spoil: (c) => {
      witness(c, BLS_ONLY, 1).bls = besideSubgroup('G1', 5n);
    },
    check: 'points',
    sub: 1,
    index: BLS_ONLY,
  },
  {
    name: 'a chain that is infinity from some record on',
    spoil: (c) => {
      for (let record = 8; record < 10; record++) witness(c, record, 0).product = encodedInfinity('G1');
    },
    check: 'points',
    sub: 0,
    index: 8,
  },
  {
    name: 'a public key at infinity',
    spoil: (c) => {
      witness(c, 3, 0).pubkey = encodedInfinity('G2');
    },
    check: 'points',
    sub: 0,
    index: 3,
  },
  {
    name: 'a broken product in the middle',
    spoil: (c) => {
      witness(c, 4, 1).product = multiple('G1', 12345n);
    },
    check: 'chain',
    sub: 1,
    index: 4,
  },
  {
    name: 'a product of the other sign',
    spoil: (c) => {
      witness(c, 4, 1).product = multiple('G1', -productFactor(4));
    },
    check: 'chain',
    sub: 1,
    index: 4,
  },
  {
    name: 'a changed public key',
    spoil: (c) => {
      witness(c, UNSIGNED, 1).pubkey = multiple('G2', 99n);
    },
    check: 'chain',
    sub: 1,
    index: UNSIGNED,
  },
  {
    name: 'two records exchanged',
    spoil: ({ records }) => {
      [records[3], records[4]] = [records[4]!, records[3]!];
    },
    check: 'chain',
    sub: 0,
    index: 3,
  },
  {
    name: 'two public keys exchanged between sub-ceremonies',
    spoil: (c) => {
      const [a, b] = [witness(c, UNSIGNED, 0), witness(c, UNSIGNED, 1)];
      [a.pubkey, b.pubkey] = [b.pubkey, a.pubkey];
    },
    check: 'chain',
    sub: 0,
    index: UNSIGNED,
  },
  {
    name: 'a record left out',
    spoil: ({ records }) => records.splice(4, 1),
    check: 'chain',
    sub: 0,
    index: 4,
  },
  {
    name: 'a record twice',
    spoil: ({ records }) => records.splice(4, 0, records[4]!),
    check: 'chain',
    sub: 0,
    index: 5,
  },
  {
    name: 'a signature of another secret',
    spoil: (c) => {
      witness(c, BLS_ONLY, 1).bls = blsSignature(ethIdentity(BLS_ONLY - 1), 7n);
    },
    check: 'bls',
    sub: 1,
    index: BLS_ONLY,
  },
  {
    name: 'a signature where only one is there',
    spoil: (c) => {
      witness(c, 8, 0).bls = multiple('G1', 5n);
    },
    check: 'bls',
    sub: 0,
    index: 8,
  },
  {
    name: 'another name over signatures by BLS',
    spoil: ({ records }) => {
      records[BLS_ONLY]!.identity = ethIdentity(0);
    },
    check: 'bls',
    sub: 0,
    index: BLS_ONLY,
  },
  {
    name: 'two signatures by BLS that cancel out',
    spoil: (c) => {
      const [a, b] = [witness(c, BLS_ONLY, 0), witness(c, BLS_ONLY, 1)];
      [a.bls, b.bls] = [b.bls, a.bls];
    },
    check: 'bls',
    sub: 0,
    index: BLS_ONLY,
  },
  {
    name: 'an ECDSA signature by another key',
    spoil: ({ records }) => {
      records[FULL]!.ecdsa = records[1]!.ecdsa;
    },
    check: 'ecdsa',
    index: FULL,
  },
  {
    name: 'an ECDSA signature of no key',
    spoil: ({ records }) => {
      records[FULL]!.ecdsa = new Uint8Array(65);
    },
    check: 'ecdsa',
    index: FULL,
  },
  {
    name: 'an ECDSA signature of a person without an address',
    spoil: ({ records }) => {
      records[UNSIGNED]!.ecdsa = records[FULL]!.ecdsa;
    },
    check: 'ecdsa',
    index: UNSIGNED,
  },
  {
    name: 'final powers of another secret',
    spoil: ({ state }) => {
      state.subs[1] = { g1: powersOf('G1', 77n, 4), g2: powersOf('G2', 77n, 2) };
    },
    check: 'product',
    sub: 1,
    index: 9,
  },
  {
    name: 'the last record left out',
    spoil: ({ records }) => records.pop(),
    check: 'product',
    sub: 0,
    index: 8,
  },
  {
    name: 'final powers that are none',
    spoil: ({ state }) => powerAt(state.subs[1]!, 'G1', 3).set(multiple('G1', 5n)),
    check: 'powers',
    sub: 1,
    index: 3,
  },
  {
    name: 'final powers of other sizes',
    spoil: ({ state }) => {
      state.subs[1]!.g2 = powersOf('G2', 77n, 5);
    },
    check: 'powers',
    sub: 1,
  },
];

/** The product of the secrets of sub-ceremony 1 up to a record. */
function productFactor(record: number): bigint {
  let factor = 1n;
  for (let index = 0; index < record; index++) factor *= BigInt(1000 * (index + 1) + 3);
  return factor;
}

describe('a transcript is faulted for', () => {
  test.each(cases)('$name', async ({ spoil, check, sub, index }) => {
    const spoiled = structuredClone(ceremony);
    spoil(spoiled);
    for (const segment of [3, 1024]) {
      const verdict = await verifyTranscript(wasm, sourceOf(spoiled), { segment });
      expect(verdict.fault).toEqual({
        check,
        ...(sub !== undefined && { sub }),
        ...(index !== undefined && { index }),
        sentence: expect.stringMatching(/^\w.*[^.]$/),
      });
      expect(verdict.ok).toBe(false);
      expect(verdict.checks.filter((each) => each.verdict === 'failed')).toEqual([
        { check, verdict: 'failed' },
      ]);
    }
  });

  test('every check', () => {
    expect(new Set(cases.map(({ check }) => check))).toEqual(new Set(TRANSCRIPT_CHECKS));
  });

  test('lists of unequal length', async () => {
    const source = sourceOf(ceremony);
    for (const drop of ['products', 'pubkeys', 'bls', 'signed'] as const) {
      const segment: typeof source.segment = async (from, to) => {
        const right = await source.segment(from, to);
        const columns = right.subs[1]!;
        return { ...right, subs: [right.subs[0]!, { ...columns, [drop]: columns[drop].subarray(1) }] };
      };
      const verdict = await verifyTranscript(wasm, { ...source, segment });
      expect(verdict).toMatchObject({ ok: false, fault: { check: 'structure' } });
    }
  });

  test('no records at all', async () => {
    const verdict = await verifyTranscript(wasm, { ...sourceOf(ceremony), count: 0 });
    expect(verdict).toMatchObject({ ok: false, participants: 0, fault: { check: 'origin' } });
  });

  test('the same things by the noble engine', async () => {
    const few = smallCeremony(3);
    witness(few, 2, 1).product = multiple('G1', 12345n);
    expect(await verifyTranscript(noble, sourceOf(few))).toMatchObject({
      fault: { check: 'chain', sub: 1, index: 2 },
    });
  });
});
