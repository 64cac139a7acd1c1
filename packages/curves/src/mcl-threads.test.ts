import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createMclEngine } from './mcl-engine.ts';
import { POINT_BYTES } from './mcl-layout.ts';
import { loadMcl } from './mcl-wasm.ts';
import { bigIntToScalar } from './scalar.ts';
import { answerJob } from './thread-loop.ts';
import { GENERATORS } from './zcash-encoding.ts';

const engineFile = fileURLToPath(new URL('./mcl-engine.ts', import.meta.url));

/** Runs a module in a Node process of its own; answers with what it printed once it exited by itself. */
async function runScript(body: string, flags: string[] = []): Promise<string> {
  const source = `import { createMclEngine } from ${JSON.stringify(engineFile)};\n${body}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '-e', source],
    { timeout: 30_000 },
  );
  return stdout.trim();
}

describe('threads of the mcl engine', () => {
  test('let a process exit that never closed the engine', async () => {
    const printed = await runScript(`
      const engine = await createMclEngine({ threads: 2 });
      const points = await engine.negate(engine.generator('G1'));
      console.log(points.count);
    `);
    expect(printed).toBe('1');
  });

  test('start whatever flags the process was given', async () => {
    const printed = await runScript(
      `const engine = await createMclEngine({ threads: 1 });
      console.log((await engine.negate(engine.generator('G1'))).count);`,
      ['--max-old-space-size=256'],
    );
    expect(printed).toBe('1');
  });

  test('keep a process alive that waits for nothing but them', async () => {
    const printed = await runScript(`
      const engine = await createMclEngine({ threads: 1 });
      const many = engine.concat(Array.from({ length: 300 }, () => engine.generator('G1')));
      const two = new Uint8Array(32).fill(2, 0, 1);
      engine.scale(many, two).then((points) => console.log(points.count));
    `);
    expect(printed).toBe('300');
  });

  test('stop when the engine is closed, also while they work', async () => {
    const engine = await createMclEngine({ threads: 1 });
    const many = engine.concat(Array.from({ length: 200 }, () => engine.generator('G1')));
    const work = engine.scale(many, bigIntToScalar(3n));
    const settled = expect(work).rejects.toThrow('the engine is closed');
    await Promise.all([engine.close(), engine.close()]);
    await settled;
    await expect(engine.negate(many)).rejects.toThrow('the engine is closed');
  });

  test('keep a process alive that closes the engine while they work, until they have ended', async () => {
    const printed = await runScript(`
      const engine = await createMclEngine({ threads: 2 });
      const many = engine.concat(Array.from({ length: 600 }, () => engine.generator('G1')));
      const two = new Uint8Array(32).fill(2, 0, 1);
      const work = engine.scale(many, two).catch((error) => error.message);
      await engine.close();
      console.log(await work);
      process.exit(0);
    `);
    expect(printed).toBe('the engine is closed');
  });

  test('must be at least one', async () => {
    await expect(createMclEngine({ threads: 0 })).rejects.toThrow(RangeError);
    await expect(createMclEngine({ threads: 1.5 })).rejects.toThrow(RangeError);
  });
});

describe('a job', () => {
  const generator = Uint8Array.from(Buffer.from(GENERATORS.G1, 'hex'));

  test('that multiplies by secrets leaves them neither in its message nor in WebAssembly memory', async () => {
    const decoded = await answerJob({
      op: 'decode',
      group: 'G1',
      bytes: generator,
      subgroup: true,
      infinity: false,
    });
    if (!('bytes' in decoded)) throw new Error('not decoded');
    expect(decoded.bytes).toHaveLength(POINT_BYTES.G1);
    const secret = bigIntToScalar(0x1234567890abcdef1122334455667788deadbeefcafebabe0102030405060708n);
    const [s, t] = [secret.slice(), secret.slice()];
    const needle = Buffer.from(secret.subarray(8, 24));
    const reply = await answerJob({
      op: 'powers',
      group: 'G1',
      points: decoded.bytes,
      s,
      t,
      start: 1,
    });
    expect(reply).toHaveProperty('bytes');
    expect(s).toEqual(new Uint8Array(32));
    expect(t).toEqual(new Uint8Array(32));
    const mcl = await loadMcl();
    expect(Buffer.from(mcl.memory()).indexOf(needle)).toBe(-1);
  });

  test('that cannot be done answers with an error instead of throwing', async () => {
    const bytes = generator.slice(1);
    const reply = await answerJob({
      op: 'decode',
      group: 'G1',
      bytes,
      subgroup: true,
      infinity: false,
    });
    expect(reply).toEqual({ error: '47 bytes are no whole number of G1 points' });
  });
});
