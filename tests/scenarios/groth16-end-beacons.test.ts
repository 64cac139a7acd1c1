/** The end of Groth16 ceremonies: sources of beacons that fail or lie. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QUICKNET, roundSeconds } from '@brebaje/groth16/beacon/drand';
import { slotSeconds } from '@brebaje/groth16/beacon/ethereum';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { endings } from '../support/ending.ts';
import { DRAND_FAULTS, startFakeDrand } from '../support/fake-drand.ts';
import { outcome } from '../support/http.ts';

afterAll(endSnarkjs);

const HOUR = 3_600_000;

describe('a Groth16 ceremony at its end', async () => {
  const { begin } = await endings();

  it('believes no endpoint, waits for none for ever, and goes on with the next', async () => {
    const { drand, stage, ctx, failure } = await begin();
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const liars = await Promise.all(DRAND_FAULTS.map((fault) => startFakeDrand(fault)));
    onTestFinished(async () => {
      for (const liar of liars) await liar.close();
    });
    const { config } = ctx();
    config.drandUrls = ['http://127.0.0.1:1', ...liars.map(({ url }) => url)];
    const logged = vi.spyOn(ctx().log, 'error');
    const problem = await failure();
    // In words, without a trace.
    expect(logged.mock.calls).toEqual([
      [{ ceremony: stage.ceremonyId, attempt: 1, problem }, expect.any(String)],
    ]);
    for (const [index, liar] of liars.entries())
      expect([DRAND_FAULTS[index], problem.includes(new URL(liar.url).host)]).toEqual([
        DRAND_FAULTS[index],
        true,
      ]);
    for (const why of [
      'status 404',
      'status 503',
      'not drand’s signature',
      'randomness',
      'too long',
      'abort',
    ])
      expect(problem).toContain(why);
    config.drandUrls = [...config.drandUrls.filter((url) => !url.endsWith(liars.at(-1)!.url)), drand.url];
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).status).toBe('FINALIZED');
  });

  it('ends with a round that quicknet has published', async () => {
    const round = {
      round: 1000,
      randomness: 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
      signature:
        'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
    };
    const closing = roundSeconds(QUICKNET, round.round) * 1000 - 24 * HOUR;
    const { server, stage, ctx, textOf, failure } = await begin({}, { time: closing - HOUR });
    const quicknet = createServer((request, response) => {
      const path = `/${QUICKNET.hash}/public/1000`;
      response.end(request.url === path ? JSON.stringify(round) : '{}');
    });
    await new Promise<void>((resolve) => quicknet.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void quicknet.close());
    await stage.contribute();
    server.step(closing - server.now());
    await stage.close();
    expect((await stage.read()).beacon.round).toBe(1000);
    await stage.hours(25);
    // The test's own key is worth nothing here.
    expect(await failure()).toContain('not drand’s signature');
    ctx().config.drandUrls = [`http://127.0.0.1:${(quicknet.address() as AddressInfo).port}/`];
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).finalization).toMatchObject({ state: 'DONE' });
    expect(JSON.parse(await textOf('final.json')).beacon).toEqual({
      source: 'drand-quicknet',
      ...round,
      exponent: 10,
    });
  });

  it('ends with a slot of Ethereum, and says that nothing proves it', async () => {
    const begun = Date.parse('2026-01-01T00:00:00Z');
    const slot = Math.ceil((begun / 1000 + 10 * 3600 - slotSeconds(0)) / 12);
    const { stage, ctx, textOf, failure } = await begin({
      policy: { beacon: { source: 'ethereum-slot', slot, exponent: 10 } },
    });
    const mix = 'a5'.repeat(32);
    let answer: object = { execution_optimistic: false, finalized: false, data: { randao: `0x${mix}` } };
    const asked: string[] = [];
    const node = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void node.close());
    await stage.contribute();
    await stage.hours(11);
    await stage.close();
    const early = await stage.finalize();
    expect(outcome(early)).toEqual([409, 'BEACON_TOO_EARLY']);
    const later = slot + 1_000;
    const policy = { beacon: { source: 'ethereum-slot', slot: later } };
    const named = await stage.operator.patch(`/ceremonies/${stage.ceremonyId}`, {
      policy,
      reason: 'too late',
    });
    expect(named.status, named.text).toBe(200);
    expect(outcome(await stage.finalize())).toEqual([409, 'BEACON_NOT_PUBLISHED']);
    await stage.hours(4);
    expect(await failure()).toContain('ethereum-beacon-urls');
    for (const beacon of [{ slot, value: mix }, { value: '0'.repeat(64) }, { signature: 'b4'.repeat(48) }])
      expect(outcome(await stage.finalize({ beacon }))).toEqual([422, 'BEACON_REFUSED']);
    ctx().config.ethereumBeaconUrls = [`http://127.0.0.1:${(node.address() as AddressInfo).port}`];
    expect(await failure()).toContain('no mix of a slot that is final');
    answer = { ...answer, finalized: true };
    await stage.finalize();
    await stage.work();
    expect((await stage.read()).status).toBe('FINALIZED');
    expect(asked.at(-1)).toBe(`/eth/v1/beacon/states/${later}/randao`);
    expect(JSON.parse(await textOf('final.json')).beacon).toEqual({
      source: 'ethereum',
      slot: later,
      randomness: mix,
      exponent: 10,
      verifiable: false,
      words: expect.stringContaining('Nothing here proves that'),
    });
  });
});
