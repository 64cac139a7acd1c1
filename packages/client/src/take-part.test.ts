import type { Engine } from '@brebaje/curves/engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { verifyBls } from '@brebaje/kzg/bls-signature';
import { parseContribution } from '@brebaje/kzg/contribution';
import { recoverEcdsa, signEcdsa } from '@brebaje/kzg/eip712';
import { initialState } from '@brebaje/kzg/state';
import { verifyContribution } from '@brebaje/kzg/verify';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { attestation } from './attestation.ts';
import { ClientError } from './client-error.ts';
import { EarlySecrets } from './early-secrets.ts';
import { nodeSurroundings } from './node-surroundings.ts';
import { readReceipt } from './receipt-check.ts';
import { sequencerUrl } from './sequencer-url.ts';
import { freshKey, identityOf } from './sign-in.ts';
import { handIn, type TakePartEvent, type TakePartOptions, takePart } from './take-part.ts';
import { fakeSurroundings } from './testing/fake-surroundings.ts';
import {
  answering,
  breaking,
  type OriginalSequencer,
  refusal,
  startOriginalSequencer,
} from './testing/original-sequencer.ts';
import { partsOf } from './testing/signed-parts.ts';

const SIZES = [
  { g1: 4, g2: 2 },
  { g1: 8, g2: 2 },
];
const NOT_TURN = refusal('ContributeError::NotUsersTurn', 'not your turn to participate');

const engine: Engine = await createWasmEngine({ threads: 1 });
afterAll(() => engine.close());

let world: ReturnType<typeof fakeSurroundings>;
let server: OriginalSequencer;
beforeEach(async () => {
  world = { ...fakeSurroundings(), uploadBody: nodeSurroundings().uploadBody! };
  server = await startOriginalSequencer({ sizes: SIZES, now: world.now });
});
afterEach(() => server.close());

function start(options: Partial<TakePartOptions> = {}) {
  const key = freshKey();
  const identity = identityOf(key);
  const events: TakePartEvent[] = [];
  const result = takePart(world, {
    url: sequencerUrl(server.url),
    credential: { sessionId: server.signIn(identity), identity },
    engine: async () => engine,
    ecdsaKey: key.privateKey,
    emit: (event) => events.push(event),
    ...options,
  });
  return { result, events, identity, address: key.address };
}

it('contributes to the original protocol, signed both ways, with a receipt that holds', async () => {
  const { result, events, identity, address } = start();
  const { turn, computed, accepted } = await result;
  expect([...new Set(events.map((event) => event.type))]).toEqual([
    'status',
    'turn',
    'computing',
    'computed',
    'uploading',
    'accepted',
  ]);
  const sent = parseContribution(computed.body);
  expect((await verifyContribution(engine, initialState(SIZES), sent)).ok).toBe(true);
  expect(recoverEcdsa(sent.contributions, sent.ecdsaSignature!)).toBe(address);
  for (const { potPubkey, blsSignature } of sent.contributions) {
    expect(await verifyBls(engine, identity, potPubkey, blsSignature!)).toBe(true);
  }
  expect(readReceipt(accepted.receipt.receipt)).toEqual({ identity, witness: accepted.content.witness });
  expect(turn.position).toBe(0);
  expect(server.contributions()).toBe(1);

  const second = await start({ signIdentity: false, ecdsaKey: undefined }).result;
  expect(second.turn).toMatchObject({ position: 1, base: { hash: computed.stateHash } });
  const unsigned = parseContribution(second.computed.body);
  expect(unsigned.contributions.every((sub) => sub.blsSignature === null)).toBe(true);
  expect(unsigned.ecdsaSignature).toBeNull();
});

it('uses secrets that a wallet signed before the turn, and leaves out what is not the identity’s', async () => {
  const key = freshKey();
  const identity = identityOf(key);
  const signedBy = async ({ privateKey, address }: typeof key, sizes = SIZES) => {
    const early = await EarlySecrets.draw(engine, sizes, Uint8Array.of(1));
    expect(early.sign(signEcdsa(partsOf(early), privateKey), address)).toBe(true);
    return early;
  };
  const contributed = async (early: EarlySecrets, as = identity) => {
    const credential = { sessionId: server.signIn(as), identity: as };
    const { result } = start({ credential, ecdsaKey: undefined, early: () => early });
    const { contributions, ecdsaSignature } = parseContribution((await result).computed.body);
    expect(early.isSigned).toBe(false);
    return { keys: contributions.map(({ potPubkey }) => potPubkey), contributions, ecdsaSignature };
  };
  const keysOf = (early: EarlySecrets) => partsOf(early).map(({ potPubkey }) => potPubkey);

  const own = await signedBy(key);
  const { keys, contributions, ecdsaSignature } = await contributed(own);
  expect(keys).toEqual(keysOf(own));
  expect(recoverEcdsa(contributions, ecdsaSignature!)).toBe(key.address);

  // The identity of the session is another by now.
  const other = await signedBy(freshKey());
  expect(await contributed(other, 'git|1|ada')).toMatchObject({ ecdsaSignature: null });

  // Never signed, and for sizes that the state does not have.
  const someone = () => identityOf(freshKey());
  const unsigned = await EarlySecrets.draw(engine, SIZES);
  const misfit = await signedBy(key, [...SIZES].reverse());
  for (const early of [unsigned, misfit]) {
    const fresh = await contributed(early, someone());
    expect(fresh.ecdsaSignature).toBeNull();
    expect(fresh.keys).not.toEqual(keysOf(early));
  }
});

it('shows how the upload goes', async () => {
  const { result, events } = start();
  const { computed } = await result;
  const uploads = events.filter((event) => event.type === 'uploading');
  expect(uploads[0]).toMatchObject({ sent: 0, total: computed.body.length });
  expect(uploads.at(-1)).toMatchObject({ sent: computed.body.length });
});

it('posts the same contribution again when connection or server fail, and computes once', async () => {
  server.script('/contribute', breaking, answering(503, 'busy'), breaking);
  const { result, events } = start();
  await result;
  expect(events.filter((event) => event.type === 'upload-again')).toHaveLength(3);
  expect(events.filter((event) => event.type === 'computed')).toHaveLength(1);
});

it('gets the receipt of a contribution whose answer was lost, where the server gives it again', async () => {
  const first = await start().result;
  const { receipt, signature } = first.accepted.receipt;
  server.script('/contribute', answering(200, { receipt, signature }));
  const again = await handIn(world, {
    url: sequencerUrl(server.url),
    credential: first.turn.credential,
    sequencerAddress: server.address,
    computed: first.computed,
    again: true,
  });
  expect(again.receipt.receipt).toBe(receipt);
});

const lostAnswer = (request: Parameters<typeof breaking>[0]) => {
  request.on('end', () => request.socket.destroy()).resume();
};

it('asks on for a while when the connection was lost and the server may still be verifying', async () => {
  server.script('/contribute', lostAnswer, answering(400, NOT_TURN), answering(400, NOT_TURN));
  const { result, events } = start();
  expect((await result).accepted.receipt.receipt).toContain('witness');
  expect(events.filter((event) => event.type === 'upload-again')).toHaveLength(3);
});

it('says so when nobody knows whether a lost answer was an acceptance', async () => {
  server.script('/contribute', lostAnswer, ...Array.from({ length: 20 }, () => answering(400, NOT_TURN)));
  await expect(start().result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
});

it.each([
  ['TURN_LOST', answering(400, NOT_TURN)],
  ['TURN_LOST', answering(401, refusal('TryContributeError::UnknownSessionId', 'unknown session id'))],
  [
    'CONTRIBUTION_REFUSED',
    answering(400, refusal('CeremonyError::PubKeyPairingFailed', 'contribution invalid')),
  ],
  ['CONTRIBUTION_REFUSED', answering(422, 'Failed to deserialize')],
  ['RECEIPT_INVALID', answering(200, '{}')],
  ['RECEIPT_INVALID', answering(200, { receipt: '{"identity":"eth|0x","witness":[]}', signature: '' })],
])('ends with %s', async (code, handler) => {
  server.script('/contribute', handler);
  await expect(start().result).rejects.toMatchObject({ code });
  expect(server.seen.filter((line) => line === 'POST /contribute')).toHaveLength(1);
});

it('leaves a computation when told to stop', async () => {
  const controller = new AbortController();
  const { result } = start({
    signal: controller.signal,
    emit: (event) => event.type === 'computing' && controller.abort(),
  });
  await expect(result).rejects.toMatchObject({ code: 'STOPPED' });
  expect(server.seen).not.toContain('POST /contribute');
});

it('refuses a receipt over other keys, of another signer or for another person', async () => {
  const other = await start().result;
  const { receipt, signature } = other.accepted.receipt;
  server.script('/contribute', answering(200, { receipt, signature }));
  await expect(start().result).rejects.toMatchObject({ code: 'RECEIPT_INVALID' });
});

it('refuses a sequencer that signs as somebody else than expected, before anything is asked', async () => {
  await expect(start({ expectedAddress: `0x${'1'.repeat(40)}` }).result).rejects.toBeInstanceOf(ClientError);
  expect(server.seen).toEqual(['GET /info/status']);
});

const served = async () => {
  const session = server.signIn('git|1|x');
  const headers = { authorization: `Bearer ${session}` };
  const answer = await fetch(`${server.url}/lobby/try_contribute`, { method: 'POST', headers });
  server.occupy(undefined);
  return (await answer.json()) as {
    contributions: { powersOfTau: { G1Powers: string[]; G2Powers: string[] } }[];
  };
};

it.each([
  // A point of the curve outside the subgroup: multiplied by the secret it would give part of it away.
  ['not in prime order subgroup', `0x80${'00'.repeat(46)}04`],
  ['Number is too large', `0x9f${'ff'.repeat(47)}`],
  ['pairing check failed', `0xc0${'00'.repeat(47)}`],
])('makes no secret for a state with a bad point: %s', async (text, point) => {
  const state = await served();
  state.contributions[1]!.powersOfTau.G1Powers[5] = point;
  server.script('/lobby/try_contribute', answering(200, state));
  await expect(start().result).rejects.toMatchObject({
    code: 'STATE_INVALID',
    message: expect.stringContaining(text),
  });
  expect(server.seen).not.toContain('POST /contribute');
});

it('makes no secret for a state that is not well formed', async () => {
  const state = await served();
  state.contributions[0]!.powersOfTau.G1Powers.pop();
  server.script('/lobby/try_contribute', answering(200, state));
  await expect(start().result).rejects.toMatchObject({ code: 'STATE_INVALID' });
});

it('writes an attestation with everything that finds and proves the contribution', async () => {
  const { computed, accepted, turn } = await start().result;
  const text = attestation({
    receipt: accepted.receipt,
    identity: accepted.content.identity,
    position: turn.position,
    ...computed,
    test: turn.test,
    software: 'brebaje test',
    time: new Date(0),
  });
  const block = /```json\n([\s\S]+?)\n```/.exec(text)![1]!;
  expect(JSON.parse(block)).toEqual({
    receipt: accepted.receipt.receipt,
    signature: accepted.receipt.signature,
  });
  expect(text).toContain(computed.stateHash);
  expect(text).toContain('eth\\|0x');
  expect(text).toContain('| Contribution | number 1 |');
  for (const key of accepted.content.witness) expect(text).toContain(key);
});
