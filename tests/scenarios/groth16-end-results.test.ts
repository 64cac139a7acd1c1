/** The end of Groth16 ceremonies: the commands that end them, and keys that prove. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '@brebaje/cli/main';
import { testShell } from '@brebaje/cli/testing/test-shell';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { memorySource } from '@brebaje/groth16/files/source';
import { createGenesis } from '@brebaje/groth16/genesis/create-genesis';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { ptauPower } from '@brebaje/groth16/r1cs/domain';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { compileCircuit } from '@brebaje/groth16/testing/circuits';
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { genesisOf } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs, preparedPowers, snarkjsCurve } from '@brebaje/groth16/testing/snarkjs';
import { createEVM } from '@ethereumjs/evm';
import * as snarkjs from 'snarkjs';
import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { endings, SMALL } from '../support/ending.ts';
import { roundOf } from '../support/fake-drand.ts';
import type { TestServer } from '../support/server.ts';

afterAll(endSnarkjs);

const HOUR = 3_600_000;

/** Runs `brebaje ceremony …` as somebody who is signed in. */
const commandOf = ({ sessionId }: { sessionId: string }, server: TestServer) => {
  const home = mkdtempSync(join(tmpdir(), 'brebaje-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return async (args: string[], input = '', watch = (_: { errText(): string }) => {}) => {
    const env = { HOME: home, BREBAJE_SESSION: sessionId };
    const shell = testShell({ env, readInput: async () => input });
    watch(shell);
    const code = await main(['node', 'brebaje', 'ceremony', ...args, '--server', server.url], shell);
    return { code, out: shell.outText(), err: shell.errText() };
  };
};

describe('a Groth16 ceremony at its end', async () => {
  const { begin, engine } = await endings();

  it('is ended by command, with a round from standard input', async () => {
    const { stage, ctx, server } = await begin();
    ctx().config.drandUrls = [];
    await stage.contribute();
    await stage.close();
    const run = commandOf(stage.operator, server);
    const { round } = (await stage.read()).beacon;
    expect((await run(['show', 'queues'])).out).toContain(`Round ${round} of drand’s quicknet`);
    const early = await run(['finalize', 'queues']);
    expect(early).toMatchObject({ code: 7, err: expect.stringContaining('published at') });
    await stage.hours(25);
    const given = ['finalize', 'queues', '--round-file', '-'];
    expect((await run(given, JSON.stringify(roundOf(round + 1)))).err).toContain(
      `That is round ${round + 1}`,
    );
    expect(await run(given, JSON.stringify(roundOf(round)))).toMatchObject({ code: 0 });
    await stage.work();
    const shown = await run(['finalize', 'queues', '--wait']);
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('is finalized') });
    for (const { name, sha256 } of await stage.artifacts())
      expect(shown.out).toMatch(new RegExp(`${name} [\\s\\S]+SHA-256 ${sha256}`));
  });

  it('is ended by a command that waits for its beacon', async () => {
    const MINUTE = 60_000;
    const beacon = { source: 'drand-quicknet', notBefore: MINUTE, exponent: 10 } as const;
    const { server, stage } = await begin({ policy: { beacon } });
    await stage.contribute();
    await stage.close();
    const { round, publishedAt } = (await stage.read()).beacon;
    server.step(2 * MINUTE);
    // The command's clock stands still until it was seen to wait.
    vi.useFakeTimers({ toFake: ['Date'], now: publishedAt * 1000 - 50 });
    onTestFinished(() => void vi.useRealTimers());
    const given = ['finalize', 'queues', '--wait', '--round-file', '-'];
    let said = () => '';
    const ended = commandOf(stage.operator, server)(given, JSON.stringify(roundOf(round)), ({ errText }) => {
      said = errText;
    });
    await expect.poll(() => said()).toContain('Waiting for the beacon');
    const begun = async () => (await stage.read()).finalization?.state;
    expect(await begun()).toBeUndefined();
    vi.setSystemTime(publishedAt * 1000);
    await expect.poll(begun, { timeout: MINUTE }).toBe('QUEUED');
    await stage.work();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, expect.stringContaining('Waiting for the beacon')]);
  });

  it('gives the same bytes on another server, whoever says what the round is', async () => {
    const curve = 'bls12-381';
    const by = await createWasmEngine({ curve, threads: 1 });
    onTestFinished(() => by.close());
    const { server, stage } = await begin({ first: await genesisOf({ ...SMALL, curve }), by });
    await stage.contribute();
    await stage.close();
    await stage.hours(25);
    const copy = mkdtempSync(join(tmpdir(), 'brebaje-copy-'));
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
    const { data } = server.config;
    await server.running.close();
    cpSync(data, copy, { recursive: true });
    await server.restart();
    const { round } = (await stage.read()).beacon;
    await stage.finalize();
    await stage.work();
    const files = await stage.artifacts();
    // Ethereum verifies nothing on this curve: there is no contract.
    expect(files.map(({ name }) => name)).toEqual([
      'circuit-1_final.zkey',
      'circuit-1_final.slim.zkey',
      'circuit-1_vkey.json',
      'final.json',
    ]);
    await server.restart({ data: copy, drandUrls: [] }, 7 * HOUR);
    const begun = await stage.finalize({ beacon: roundOf(round) });
    expect(begun.status, begun.text).toBe(202);
    await stage.work();
    const again = await stage.artifacts();
    const bare = (all: typeof files) =>
      all.map(({ name, url, sha256, size }) => ({ name, url, sha256, size }));
    expect(bare(again)).toEqual(bare(files));
  });

  it('gives a key whose proofs snarkjs and the contract accept', async () => {
    const source = `pragma circom 2.0.0;
      template Cubic() { signal input x; signal input y; signal output out; signal s; signal c;
        s <== x * x; c <== s * x; out <== c + x * y + 5; }
      component main { public [y] } = Cubic();`;
    const { r1cs, wasm } = await compileCircuit(source, 'bn254', { wasm: true });
    const circuit = await openR1cs(memorySource(r1cs));
    const powers = await openPtau(memorySource(await preparedPowers('bn254', ptauPower(circuit.header))));
    const first = await bytesOf((await createGenesis(engine, circuit, powers)).output);
    const { stage, fileNamed, textOf } = await begin({ first });
    await stage.contribute();
    await stage.end();
    await snarkjsCurve('bn254');
    const zkey = await fileNamed('circuit-1_final.zkey');
    const { proof, publicSignals } = await snarkjs.groth16.fullProve({ x: '3', y: '4' }, wasm!, zkey);
    expect(publicSignals).toEqual(['44', '4']);
    const key = JSON.parse(await textOf('circuit-1_vkey.json'));
    expect(await snarkjs.groth16.verify(key, publicSignals, proof)).toBe(true);
    expect(await snarkjs.groth16.verify(key, ['45', '4'], proof)).toBe(false);

    const code = Buffer.from(compileContract(await textOf('circuit-1_verifier.sol')), 'hex');
    const abi = parseAbi([
      'function verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[2] input) view returns (bool)',
    ]);
    const g1 = ([x, y]: string[]) => [BigInt(x!), BigInt(y!)] as const;
    const g2 = ([x, y]: string[][]) => [g1(x!.toReversed()), g1(y!.toReversed())] as const;
    const accepts = async (input: string[]) => {
      const args = [g1(proof.pi_a), g2(proof.pi_b), g1(proof.pi_c), g1(input)] as const;
      const data = Buffer.from(encodeFunctionData({ abi, args }).slice(2), 'hex');
      const { returnValue } = await (await createEVM()).runCode({ code, data, gasLimit: 10_000_000n });
      return returnValue[31] === 1;
    };
    expect([await accepts(publicSignals), await accepts(['45', '4'])]).toEqual([true, false]);
    const hash = createHash('sha256').update(zkey).digest('hex');
    expect(JSON.parse(await textOf('final.json')).circuits[0].final.whole.sha256).toBe(hash);
  });
});
