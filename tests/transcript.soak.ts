import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Engine } from '@brebaje/curves/engine';
import { bigIntToScalar, powScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { BLS_SUITE } from '@brebaje/kzg/bls-signature';
import { G1_GENERATOR, G2_GENERATOR } from '@brebaje/kzg/generators';
import { transcriptChunks, type WitnessRecord } from '@brebaje/kzg/transcript';
import { afterAll, beforeAll, expect, it } from 'vitest';

/**
 * A transcript as long as that of Ethereum's ceremony (BREBAJE_SOAK_RECORDS, default 141,416 contributions by
 * as many people, all signed by BLS), verified whole by the command under a small heap.
 */
const RECORDS = Number(process.env.BREBAJE_SOAK_RECORDS ?? 141_416);
const SIZES = [4, 8, 16, 32].map((g1) => ({ g1, g2: 3 }));
const MIB = 1 << 20;
const PART = 2_048;

const folder = mkdtempSync(join(tmpdir(), 'brebaje-transcript-'));
const file = join(folder, 'transcript.json');
let engine: Engine;

beforeAll(async () => {
  engine = await createWasmEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const repeated = (bytes: Uint8Array, count: number): Uint8Array => {
  const all = new Uint8Array(bytes.length * count);
  for (let i = 0; i < count; i++) all.set(bytes, i * bytes.length);
  return all;
};
const at = (bytes: Uint8Array, i: number, size: number) => bytes.subarray(i * size, (i + 1) * size);
const identity = (k: number): string => `eth|0x${k.toString(16).padStart(40, '0')}`;

/** Everybody's secret in sub-ceremony i is the same number, so that products are its powers, made in batches. */
const secret = (sub: number): bigint => 0x1234567n + BigInt(sub);

async function columns(): Promise<{ products: Uint8Array[]; pubkeys: Uint8Array[]; bls: Uint8Array[] }> {
  const made = { products: [] as Uint8Array[], pubkeys: [] as Uint8Array[], bls: [] as Uint8Array[] };
  for (const sub of SIZES.keys()) {
    const x = secret(sub);
    const [products, bls] = [new Uint8Array(RECORDS * 48), new Uint8Array(RECORDS * 48)];
    for (let from = 0; from < RECORDS; from += PART) {
      const count = Math.min(PART, RECORDS - from);
      const generators = await engine.decode('G1', 'zcash', repeated(G1_GENERATOR, count));
      const first = bigIntToScalar(powScalar(x, BigInt(from + 1)));
      products.set(
        await engine.encode(await engine.powers(generators, first, bigIntToScalar(x)), 'zcash'),
        from * 48,
      );
      const names = Array.from({ length: count }, (_, k) => new TextEncoder().encode(identity(from + k)));
      const hashes = await engine.hashToG1(names, BLS_SUITE);
      bls.set(await engine.encode(await engine.scale(hashes, bigIntToScalar(x)), 'zcash'), from * 48);
    }
    const generator = await engine.decode('G2', 'zcash', G2_GENERATOR);
    made.pubkeys.push(await engine.encode(await engine.scale(generator, bigIntToScalar(x)), 'zcash'));
    made.products.push(products);
    made.bls.push(bls);
  }
  return made;
}

async function finalState() {
  const subs = [];
  for (const [sub, size] of SIZES.entries()) {
    const tau = bigIntToScalar(powScalar(secret(sub), BigInt(RECORDS)));
    const one = bigIntToScalar(1n);
    const g1 = await engine.decode('G1', 'zcash', repeated(G1_GENERATOR, size.g1));
    const g2 = await engine.decode('G2', 'zcash', repeated(G2_GENERATOR, size.g2));
    subs.push({
      g1: await engine.encode(await engine.powers(g1, one, tau), 'zcash'),
      g2: await engine.encode(await engine.powers(g2, one, tau), 'zcash'),
    });
  }
  return { subs };
}

it(`verifies ${RECORDS.toLocaleString('en')} contributions in bounded memory`, async () => {
  const { products, pubkeys, bls } = await columns();
  async function* records(): AsyncGenerator<WitnessRecord> {
    for (let k = 0; k < RECORDS; k++) {
      const subs = SIZES.map((_, sub) => ({
        product: at(products[sub]!, k, 48),
        pubkey: pubkeys[sub]!,
        bls: at(bls[sub]!, k, 48),
      }));
      yield { identity: identity(k), ecdsa: null, subs };
    }
  }
  await pipeline(Readable.from(transcriptChunks(await finalState(), records)), createWriteStream(file));

  const brebaje = fileURLToPath(new URL('../apps/cli/bin/brebaje.js', import.meta.url));
  const report = join(folder, 'report.mjs');
  writeFileSync(report, "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS));");
  const start = performance.now();
  const args = ['--max-old-space-size=256', '--import', report, brebaje, 'verify', file, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const seconds = (performance.now() - start) / 1000;
  expect(JSON.parse(out), out).toMatchObject({ ok: true, participants: RECORDS, signed: { bls: RECORDS } });
  const peak = Number(/peak (\d+)/.exec(said)![1]) / 1024;
  console.log(
    `${RECORDS} contributions, ${(statSync(file).size / MIB).toFixed(0)} MiB: ${seconds.toFixed(0)} s, ` +
      `${((1000 * seconds) / RECORDS / SIZES.length).toFixed(2)} ms per record and sub-ceremony, peak ${peak.toFixed(0)} MiB resident`,
  );
  // Threads' WebAssembly memories and the collector's slack included; the file is not.
  expect(peak).toBeLessThan(700);
});
