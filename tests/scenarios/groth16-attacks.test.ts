/** Uploads to a Groth16 ceremony by people who want it to take what it must not. */
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { memorySource } from '@brebaje/groth16/files/source';
import { integerBytes, u32Bytes } from '@brebaje/groth16/little-endian';
import { personStream } from '@brebaje/groth16/random/generators';
import { badPoints } from '@brebaje/groth16/testing/bad-points';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { type SlimParts, slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { genesisOf, smallCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { composeZkey } from '@brebaje/groth16/zkey/compose';
import { storeGenesis } from '@brebaje/server/verify/groth16-metadata';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { step } from '../groth16/hostile.ts';
import { withPoint, withRecord } from '../groth16/rows/row.ts';
import { outcome } from '../support/http.ts';
import { type QueuePerson, type QueueStage, queueStage, verdicts } from '../support/queue-stage.ts';
import { oneBacking, type TestServer } from '../support/server.ts';

const CURVE = 'bn254';
const BEACON = { bytes: Uint8Array.of(1, 2, 3), exponent: 10 };

afterAll(endSnarkjs);

describe.each(oneBacking())('a Groth16 ceremony under attack on $name', async ({ start }) => {
  const genesis = await genesisOf(smallCircuit(CURVE));
  const zero = await zkeyIn(genesis);
  const engine = await createWasmEngine({ curve: CURVE, threads: 1 });
  afterAll(() => engine.close());

  let server: TestServer;
  let stage: QueueStage;
  /** What somebody honest contributed first. */
  let accepted: SlimParts;
  beforeEach(async () => {
    server = await start({}, { ownSchemes: true });
    stage = await queueStage(server, { store: (blobs) => storeGenesis(blobs, memorySource(genesis)) });
    const first = await stage.person();
    await first.start();
    const { output } = await contribute(engine, await zkeyIn(await first.base(), 'slim'), personStream());
    const bytes = await bytesOf(output);
    await first.upload(bytes, 'slim');
    await verdicts(server);
    accepted = await slimParts(await zkeyIn(bytes, 'slim'));
  });
  afterEach(() => server.close());

  const begun = async (): Promise<QueuePerson> => {
    const person = await stage.person();
    await person.start();
    return person;
  };
  const head = async () => (await stage.heads())[0]!;
  const lastVerdict = async () => {
    const turns = await server.running.application.ctx.store.db
      .selectFrom('turn')
      .select('verdict')
      .orderBy('id')
      .execute();
    return turns.at(-1)!.verdict && JSON.parse(turns.at(-1)!.verdict!);
  };
  const whole = async (parts: SlimParts) => {
    const slim = await zkeyIn(await slimBytes(parts), 'slim');
    const composed = composeZkey(slim, { source: zero.source, sections: zero.sections });
    return composed.read(0, composed.size);
  };
  const honest = () => step(engine, accepted, { secret: 3n ** 100n });

  it('says at once what is no zkey, and lets the turn go on', async () => {
    const person = await begun();
    const good = await slimBytes(await honest());
    const patched = (at: number, bytes: Uint8Array) => {
      const copy = good.slice();
      copy.set(bytes, at);
      return copy;
    };
    const files = [
      new Uint8Array(1000).fill(7),
      Uint8Array.of(0),
      new TextEncoder().encode('zkey'),
      good.slice(0, -1),
      good.subarray(1),
      patched(4, u32Bytes(2)),
      patched(8, u32Bytes(2 ** 32 - 1)),
      // Sections that say they are larger than any disk.
      patched(16, integerBytes(2n ** 64n - 1n, 8)),
      patched(16, integerBytes(2n ** 53n, 8)),
      patched(20, u32Bytes(1)),
      // A domain of 2^31 points, and of as many wires.
      patched(24 + 4 + 32 + 4 + 32, u32Bytes(2 ** 31, 0, 2 ** 28)),
      await slimBytes(withRecord(await honest(), { name: 'contributor-9' })),
    ];
    for (const bytes of files) {
      expect(outcome(await person.upload(bytes, 'slim'))).toEqual([422, 'NOT_A_CONTRIBUTION']);
      expect((await person.turn()).json.state).toBe('WORKING');
    }
    const { json } = await person.post(`/participants/${person.id}/uploads`, { kind: 'slim', size: 2 ** 30 });
    expect(json.code).toBe('TOO_LARGE');
    for (const size of [0, -1, 1.5, 2 ** 60]) {
      const { status } = await person.post(`/participants/${person.id}/uploads`, { kind: 'slim', size });
      expect([400, 413]).toContain(status);
    }
    expect((await person.upload(good, 'slim')).status).toBe(200);
    await verdicts(server);
    expect((await person.row()).status).toBe('DONE');
  });

  type Attack = () => Promise<{ kind: 'slim' | 'whole'; bytes: Uint8Array }>;
  const slim =
    (parts: () => SlimParts | Promise<SlimParts>): Attack =>
    async () => ({
      kind: 'slim',
      bytes: await slimBytes(await parts()),
    });
  const double =
    (name: 'l' | 'h'): Attack =>
    async () => {
      const parts = await honest();
      return {
        kind: 'whole',
        bytes: await whole(withPoint(parts, name, 0, () => parts[name].slice(64, 128))),
      };
    };
  const [, notCanonical, notOnCurve] = badPoints(CURVE, 'G1');
  const attacks: [what: string, code: string, attack: Attack][] = [
    ['what was accepted once more', 'not-one-more', slim(() => accepted)],
    [
      'a contribution to the genesis',
      'not-one-more',
      slim(async () => step(engine, await slimParts(zero), { secret: 9n ** 50n })),
    ],
    [
      'a contribution to a base of one’s own',
      'record-changed',
      slim(async () =>
        step(engine, await step(engine, await slimParts(zero), { secret: 9n ** 50n }), { secret: 7n ** 50n }),
      ),
    ],
    [
      'two contributions at once',
      'not-one-more',
      slim(async () => step(engine, await honest(), { secret: 7n ** 50n })),
    ],
    [
      'a beacon',
      'record-type',
      slim(() => step(engine, accepted, { secret: 3n ** 100n, type: 'beacon', beacon: BEACON })),
    ],
    ['a contribution of 1', 'no-change', slim(() => step(engine, accepted, { secret: 1n }))],
    [
      'a renamed predecessor',
      'record-changed',
      slim(async () => withRecord(await honest(), { name: 'Mallory' }, 0)),
    ],
    ['another secret for L', 'l', slim(() => step(engine, accepted, { secret: 3n ** 100n, ofL: 5n }))],
    ['another secret for H', 'h', slim(() => step(engine, accepted, { secret: 3n ** 100n, ofH: 5n }))],
    ['another δ₂', 'delta-2', slim(() => step(engine, accepted, { secret: 3n ** 100n, ofDelta2: 5n }))],
    ['no proof', 'proof', slim(() => step(engine, accepted, { secret: 3n ** 100n, ofPartner: 5n }))],
    [
      'a coordinate beyond the field',
      'not-canonical',
      slim(async () => withPoint(await honest(), 'l', 3, notCanonical![1])),
    ],
    [
      'a point beside the curve',
      'not-on-curve',
      slim(async () => withPoint(await honest(), 'h', 3, notOnCurve![1])),
    ],
    [
      'infinity in L',
      'infinity-moved',
      slim(async () => withPoint(await honest(), 'l', 3, (point) => point.fill(0))),
    ],
    ['a whole zkey with a repeated point in L', 'l', double('l')],
    ['a whole zkey with a repeated point in H', 'h', double('h')],
    [
      'a slim zkey of another circuit',
      'other-circuit',
      async () => {
        const other = await zkeyIn(await genesisOf({ ...smallCircuit(CURVE), unused: 0 }));
        return {
          kind: 'slim',
          bytes: await slimBytes(await step(engine, await slimParts(other), { secret: 7n ** 50n })),
        };
      },
    ],
  ];

  it.each(attacks)('refuses %s: %s', async (_what, code, attack) => {
    const before = await head();
    const person = await begun();
    const { bytes, kind } = await attack();
    expect((await person.upload(bytes, kind)).status).toBe(200);
    await verdicts(server);
    expect(await lastVerdict()).toMatchObject({ code: `Groth16::${code}` });
    expect(await head()).toMatchObject({ head: before.head, position: before.position, haltedAt: null });
    const next = await begun();
    await next.upload(await slimBytes(await honest()), 'slim');
    await verdicts(server);
    expect((await next.row()).status).toBe('DONE');
  });

  it('takes a contribution once, however often and however fast it is completed', async () => {
    const person = await begun();
    const bytes = await slimBytes(await honest());
    const upload = (
      await person.post(`/participants/${person.id}/uploads`, { kind: 'slim', size: bytes.length })
    ).json;
    const { parts } = (await person.post(`/uploads/${upload.id}/parts`, { numbers: [1] })).json;
    const stored = await server.send(parts[0].url, { method: 'PUT', body: bytes });
    const complete = () =>
      person.post(`/uploads/${upload.id}/complete`, {
        parts: [{ number: 1, etag: stored.headers.get('etag') }],
      });
    const answers = await Promise.all([complete(), complete(), complete()]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    for (const { status } of answers) expect([200, 409, 425, 429, 503]).toContain(status);
    await verdicts(server);
    expect((await complete()).status).toBeLessThan(500);
    await verdicts(server);
    expect(await head()).toMatchObject({ position: 2 });
    expect((await person.row()).status).toBe('DONE');
  });

  it('gives nobody the parts of another’s upload', async () => {
    const [person, eve] = [await begun(), await stage.person()];
    const bytes = await slimBytes(await honest());
    const upload = (
      await person.post(`/participants/${person.id}/uploads`, { kind: 'slim', size: bytes.length })
    ).json;
    const refused = [403, 'NOT_PERMITTED'];
    expect(outcome(await eve.get(`/uploads/${upload.id}`))).toEqual(refused);
    expect(outcome(await eve.post(`/uploads/${upload.id}/parts`, { numbers: [1] }))).toEqual(refused);
    const parts = [{ number: 1, etag: `"${'0'.repeat(64)}"` }];
    expect(outcome(await eve.post(`/uploads/${upload.id}/complete`, { parts }))).toEqual(refused);
    const mine = await eve.post(`/participants/${person.id}/uploads`, { kind: 'slim', size: bytes.length });
    expect(outcome(mine)).toEqual(refused);
    const turn = await eve.post(`/participants/${eve.id}/uploads`, { kind: 'slim', size: bytes.length });
    expect(outcome(turn)).toEqual([409, 'NOT_YOUR_TURN']);
    expect((await person.upload(bytes, 'slim')).status).toBe(200);
    await verdicts(server);
    expect((await person.row()).status).toBe('DONE');
  });
});
