import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CURVES } from './curve/parameters.ts';
import { storagePoint } from './curve/storage.ts';
import { startKernel } from './kernel/test-kernels.ts';
import { bigIntToScalar } from './scalar.ts';
import type { Reply } from './threads/job.ts';
import { powers, scale } from './threads/operations.ts';
import { startThread } from './threads/start-thread.ts';
import { answerJob } from './threads/thread-loop.ts';
import { createWasmEngine } from './wasm-engine.ts';

const engineFile = fileURLToPath(new URL('./wasm-engine.ts', import.meta.url));

/** Runs a module in a Node process of its own; answers with what it printed once it exited by itself. */
async function runScript(body: string, flags: string[] = []): Promise<string> {
  const source = `import { createWasmEngine } from ${JSON.stringify(engineFile)};\n${body}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '-e', source],
    // For what hangs.
    { timeout: 300_000 },
  );
  return stdout.trim();
}

describe('threads of the engine', () => {
  test('let a process exit that never closed the engine', async () => {
    const printed = await runScript(`
      const engine = await createWasmEngine({ threads: 2 });
      const points = await engine.negate(engine.generator('G1'));
      console.log(points.count);
    `);
    expect(printed).toBe('1');
  });

  test('start whatever flags the process was given', async () => {
    const printed = await runScript(
      `const engine = await createWasmEngine({ threads: 1 });
      console.log((await engine.negate(engine.generator('G1'))).count);`,
      ['--max-old-space-size=256'],
    );
    expect(printed).toBe('1');
  });

  test('keep a process alive that waits for nothing but them', async () => {
    const printed = await runScript(`
      const engine = await createWasmEngine({ threads: 1 });
      const many = engine.concat(Array.from({ length: 300 }, () => engine.generator('G1')));
      const two = new Uint8Array(32).fill(2, 0, 1);
      engine.scale(many, two).then((points) => console.log(points.count));
    `);
    expect(printed).toBe('300');
  });

  test('stop when the engine is closed, also while they work', async () => {
    const engine = await createWasmEngine({ threads: 1 });
    const many = engine.concat(Array.from({ length: 200 }, () => engine.generator('G1')));
    const work = engine.scale(many, bigIntToScalar(3n));
    const settled = expect(work).rejects.toThrow('the engine is closed');
    await Promise.all([engine.close(), engine.close()]);
    await settled;
    await expect(engine.negate(many)).rejects.toThrow('the engine is closed');
  });

  test('keep a process alive that closes the engine while they work, until they have ended', async () => {
    const printed = await runScript(`
      const engine = await createWasmEngine({ threads: 2 });
      const many = engine.concat(Array.from({ length: 600 }, () => engine.generator('G1')));
      const two = new Uint8Array(32).fill(2, 0, 1);
      const work = engine.scale(many, two).catch((error) => error.message);
      await engine.close();
      console.log(await work);
      process.exit(0);
    `);
    expect(printed).toBe('the engine is closed');
  });

  test('are all started, and load what is left to the plain engine, before there is work', async () => {
    const one = await answerJob({ op: 'load', curve: 'bn254' });
    expect(one).toEqual({ bytes: new Uint8Array(0) });
    const engine = await createWasmEngine({ threads: 2 });
    await engine.load();
    await engine.close();
    await expect(engine.load()).rejects.toThrow('the engine is closed');
  });

  test('must be at least one', async () => {
    await expect(createWasmEngine({ threads: 0 })).rejects.toThrow(RangeError);
    await expect(createWasmEngine({ threads: 1.5 })).rejects.toThrow(RangeError);
  });
});

describe('a thread', () => {
  test('that was handed a module which does not compute takes another, and says so', async () => {
    const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const answered = Promise.withResolvers<Reply>();
    const thread = startThread(
      { onReply: answered.resolve, onFailure: answered.reject },
      { kernel: { curve: 'bn254', name: 'fma', module } },
    );
    thread.hold(true);
    thread.post({ op: 'kernel', curve: 'bn254' });
    const reply = await answered.promise;
    await thread.stop();
    const report = JSON.parse(new TextDecoder().decode('bytes' in reply ? reply.bytes : undefined));
    expect(report.kernel).not.toBe('fma');
    expect(report.rejected[0]).toMatchObject({ kernel: 'fma', reason: expect.stringMatching(/./) });
  });
});

describe('a job', () => {
  const place = { curve: 'bls12-381', group: 'G1' } as const;

  test('that multiplies by secrets overwrites those in its message', async () => {
    const points = storagePoint(CURVES['bls12-381'], 'G1');
    const [s, t] = [bigIntToScalar(5n ** 90n), bigIntToScalar(7n ** 80n)];
    expect(await answerJob({ op: 'powers', ...place, points, s, t, start: 1 })).toHaveProperty('bytes');
    expect([s, t]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  test.each(['powers', 'scale'] as const)('of %s leaves no secret in memory', async (op) => {
    const kernel = await startKernel('bls12-381', 'plain');
    const secret = bigIntToScalar(0x1234567890abcdef1122334455667788deadbeefcafebabe0102030405060708n);
    const points = storagePoint(CURVES['bls12-381'], 'G1');
    const traces = () => Buffer.from(kernel.exports.memory.buffer).indexOf(secret.subarray(8, 24));
    kernel.withSecrets(secret, secret, () => expect(traces()).toBeGreaterThan(0));
    if (op === 'powers') powers(kernel, { op, ...place, points, s: secret, t: secret, start: 1 });
    else scale(kernel, { op, ...place, points, s: secret });
    expect(traces()).toBe(-1);
  });

  test('that cannot be done answers with an error instead of throwing', async () => {
    const bytes = new Uint8Array(47);
    const job = {
      op: 'decode',
      ...place,
      encoding: 'zcash',
      bytes,
      subgroup: true,
      infinity: false,
    } as const;
    expect(await answerJob(job)).toEqual({ error: '47 bytes are no whole number of G1 points' });
  });
});
