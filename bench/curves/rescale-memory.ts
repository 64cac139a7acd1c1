/**
 * Multiplies a stream of points and says how much memory the process had at most. Started by bench/curves-memory.ts.
 * The stream repeats a few points that differ from each other: what comes out is compared throughout, and the
 * beginning with noble.
 */
import { existsSync, readFileSync } from 'node:fs';
import { bigIntToScalar, SCALAR_ORDERS } from '@brebaje/curves/scalar';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { flag, option } from '../flags.ts';
import { line } from '../measure.ts';
import { ownMicros } from '../process-time.ts';

/** Prime, so that the repetition falls in with nothing in the engine. */
const DIFFERENT = 1009;
/** Bytes of a piece of the stream; no whole number of points. */
const PIECE = 100_000;
const POINT = 64;
const RATIO = 0x1234567n;
const SECRET = 0x0fedcba9876543210fedcba9876543210fedcba9876543210fedcba987654321n;

const points = Number(option('points') ?? (flag('full') ? 1 << 22 : 1 << 16));
const threads = option('threads');

/** The powers of {@link RATIO} times the generator, as `lem`. */
async function makePoints(engine: WasmEngine): Promise<Uint8Array> {
  const generators = engine.concat(Array.from({ length: DIFFERENT }, () => engine.generator('G1')));
  const powers = await engine.powers(generators, bigIntToScalar(1n), bigIntToScalar(RATIO));
  return engine.encode(powers, 'lem');
}

/** `total` bytes of the repeated `bytes`. */
function* repeat(bytes: Uint8Array, total: number): Generator<Uint8Array> {
  // Any piece is a view of this.
  const twice = new Uint8Array(bytes.length + PIECE);
  for (let at = 0; at < twice.length; at += bytes.length) twice.set(bytes.subarray(0, twice.length - at), at);
  for (let at = 0; at < total; at += PIECE) {
    const from = at % bytes.length;
    yield twice.subarray(from, from + Math.min(PIECE, total - at));
  }
}

/** Compares every byte that comes with what came one period before, and the first period with noble. */
class Comparison {
  readonly #first = new Uint8Array(DIFFERENT * POINT);
  length = 0;

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const place = this.length % this.#first.length;
      const part = bytes.subarray(at, at + this.#first.length - place);
      const same = this.#first.subarray(place, place + part.length);
      if (this.length < this.#first.length) same.set(part);
      else if (Buffer.compare(same, part) !== 0) throw new Error('equal points gave different products');
      at += part.length;
      this.length += part.length;
    }
  }

  async end(): Promise<void> {
    // Not before the memory was looked at.
    const { encodePoint, groupOf } = await import('./noble.ts');
    const { BASE, Fn } = groupOf('bn254', 'G1');
    const count = Math.min(points, DIFFERENT);
    for (const i of [0, 1, count >> 1, count - 1]) {
      const wanted = encodePoint(
        'bn254',
        'lem',
        BASE.multiply(Fn.mul(SECRET % Fn.ORDER, Fn.pow(RATIO, BigInt(i)))),
      );
      if (Buffer.compare(wanted, this.#first.subarray(i * POINT, (i + 1) * POINT)) !== 0)
        throw new Error(`point ${i} is not what noble says`);
    }
    if (this.length !== points * POINT) throw new Error(`${this.length} bytes came out`);
  }
}

/**
 * Mebibytes that this process had in memory at most. The system's own count for Linux is of this program alone;
 * getrusage(2) also counts what the process was before it became this program, a copy of whoever started it.
 */
function peakMebibytes(): number {
  if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
}

const engine = await createWasmEngine({ curve: 'bn254', ...(threads && { threads: Number(threads) }) });
const input = await makePoints(engine);
const before = peakMebibytes();
const comparison = new Comparison();
const secret = bigIntToScalar(SECRET, SCALAR_ORDERS.bn254);
const [start, cpu] = [performance.now(), ownMicros()];
for await (const bytes of engine.rescale('G1', repeat(input, points * POINT), secret, {
  from: 'lem',
  to: 'lem',
}))
  comparison.take(bytes);
const [wall, spent] = [performance.now() - start, ownMicros() - cpu];
const peak = peakMebibytes();
await comparison.end();

const { kernel } = await engine.kernel();
line(
  `${points} points of BN254 G1 (${(points * POINT) >> 20} MiB), kernel ${kernel}`,
  `${(wall / 1000).toFixed(1)} s`,
);
line('  processor time', `${(spent / points).toFixed(2)} µs/point`);
line('  most memory at any time (at most 200 MB wanted)', `${((peak * 1024 ** 2) / 1e6).toFixed(0)} MB`);
line('    of it before the first point', `${((before * 1024 ** 2) / 1e6).toFixed(0)} MB`);
await engine.close();
