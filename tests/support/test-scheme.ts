/**
 * A scheme as small as can be that still has everything a scheme has: states that contributions change, three
 * checks, records and receipts. A state is v = 7^(x1·x2·…) modulo a prime; a contribution raises it to a
 * secret power and proves by Chaum and Pedersen (CRYPTO '92) that its record tells of the same power.
 */
import { createHash, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Blobs } from '@brebaje/server/store/blob-files';
import { type Scheme, type SchemeVerdict, Unreadable } from '@brebaje/server/verify/scheme';
import type { Checks } from '@brebaje/server/verify/verification-messages';
import { z } from 'zod';

const PRIME = 2_147_483_647n;
const ORDER = PRIME - 1n;
const GENERATOR = 7n;

const number = z.int().min(1).max(Number(ORDER));

const recordSchema = z.strictObject({
  by: z.string().max(100),
  /** 7 to the secret power: named once on a server. */
  public: number,
  commitments: z.tuple([number, number]),
  answer: z.int().min(0).max(Number(ORDER)),
});
type Record = z.infer<typeof recordSchema>;

const stateSchema = z.strictObject({
  format: z.literal('brebaje/test-state/v1'),
  circuit: z.string(),
  value: number,
  records: z.array(recordSchema),
  /** Makes files as large as a test needs them. */
  padding: z.string().optional(),
});
export type TestState = z.infer<typeof stateSchema>;

/** What a test does to the scheme of its server. */
export interface TestScheme {
  /** For the options of startServer. */
  schemes(blobs: Blobs): { GROTH16: Scheme };
  /** So many verifications from now on cannot run, as when a thread dies. */
  failing: number;
  /** Verifications wait for this. */
  gate: Promise<void>;
  /** Verifications that have begun. */
  begun: number;
}

/** Metadata of a circuit of this scheme. */
export interface TestMetadata {
  name: string;
  /** Points that a limit by size is made from. */
  points?: number;
}

export function createTestScheme(): TestScheme {
  const control: TestScheme = {
    failing: 0,
    begun: 0,
    gate: Promise.resolve(),
    schemes: (blobs) => ({
      GROTH16: {
        keeps: 'every',
        size: (metadata, bytes) => ({ bytes, points: (metadata as TestMetadata).points ?? 0 }),
        longestUpload: (bytes) => bytes + 32 * 1024 * 1024,
        read: async (path) => {
          parseState(await readFile(path));
        },
        verify: async (before, upload) => {
          control.begun += 1;
          await control.gate;
          if (control.failing > 0) {
            control.failing -= 1;
            throw new Error('the verification could not run');
          }
          return verify(parseState(await blobs.read(before.blob)), parseState(await blobs.read(upload)));
        },
        receipt: (facts) => JSON.stringify({ type: 'brebaje/test-receipt/v1', ...facts }),
        oneTimeKeys: (record) => [`test/${(JSON.parse(record) as Record).public}`],
        repeated: (_, checks) => refused('consistency', 'the record was contributed before', checks),
      },
    }),
  };
  return control;
}

/** The state without contributions, as bytes. */
export function genesis(circuit: string): Uint8Array {
  return bytesOf({ format: 'brebaje/test-state/v1', circuit, value: Number(GENERATOR), records: [] });
}

/** Contributes to a state; what it answers is what is uploaded. */
export function contribute(
  base: Uint8Array,
  by: string,
  { secret = randomInt(2, Number(ORDER)), padding }: { secret?: number; padding?: string } = {},
): Uint8Array {
  const { padding: _, ...state } = parseState(base);
  const x = BigInt(secret);
  const after = power(BigInt(state.value), x);
  const named = power(GENERATOR, x);
  const nonce = BigInt(randomInt(1, Number(ORDER)));
  const commitments = [power(GENERATOR, nonce), power(BigInt(state.value), nonce)] as const;
  const challenge = challengeOf(state.value, Number(after), Number(named), commitments.map(Number));
  const record: Record = {
    by,
    public: Number(named),
    commitments: [Number(commitments[0]), Number(commitments[1])],
    answer: Number((nonce + challenge * x) % ORDER),
  };
  return bytesOf({
    ...state,
    value: Number(after),
    records: [...state.records, record],
    ...(padding === undefined ? {} : { padding }),
  });
}

/** Throws Unreadable when the bytes are no state. */
export function parseState(bytes: Uint8Array): TestState {
  try {
    return stateSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    throw new Unreadable('no state of the test scheme', { cause: error });
  }
}

export function bytesOf(state: TestState): Uint8Array {
  return Buffer.from(JSON.stringify(state));
}

function verify(before: TestState, after: TestState): SchemeVerdict {
  const record = after.records.at(-1);
  const earlier = JSON.stringify(after.records.slice(0, -1));
  if (after.circuit !== before.circuit) return refused('format', 'another circuit');
  if (!record || earlier !== JSON.stringify(before.records))
    return refused('consistency', 'it does not extend the state that was handed out');
  if (after.value === before.value) return refused('consistency', 'nothing was changed');
  const challenge = challengeOf(before.value, after.value, record.public, record.commitments);
  const answer = BigInt(record.answer);
  const proves = (base: bigint, target: number, commitment: number) =>
    power(base, answer) === (BigInt(commitment) * power(BigInt(target), challenge)) % PRIME;
  const holds =
    proves(GENERATOR, record.public, record.commitments[0]) &&
    proves(BigInt(before.value), after.value, record.commitments[1]);
  if (!holds) return refused('mathematical', 'the proof does not hold');
  return { ok: true, head: 'upload', record: JSON.stringify(record), checks: checksOf(null, '') };
}

const ORDER_OF_CHECKS = ['format', 'consistency', 'mathematical'] as const;

function checksOf(failing: keyof Checks | null, message: string): Checks {
  const place = failing === null ? ORDER_OF_CHECKS.length : ORDER_OF_CHECKS.indexOf(failing);
  const verdictAt = (index: number) => (index < place ? 'passed' : index === place ? 'failed' : 'skipped');
  return Object.fromEntries(
    ORDER_OF_CHECKS.map((name, index) => [
      name,
      {
        verdict: verdictAt(index),
        milliseconds: 1,
        software: 'test scheme 1',
        message: name === failing ? message : '',
      },
    ]),
  ) as Checks;
}

function refused(check: keyof Checks, text: string, before?: Checks): SchemeVerdict {
  return {
    ok: false,
    code: `Test::${check}`,
    text,
    checks: { ...before, ...checksOf(check, text) },
  };
}

function challengeOf(...parts: (number | readonly number[])[]): bigint {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return BigInt(digest.readUInt32BE(0));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % PRIME, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
