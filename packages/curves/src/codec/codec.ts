import type { GroupKernel } from '../batch/group.ts';
import type { Group } from '../engine.ts';
import { ENCODING_CODES } from '../kernel/abi.ts';
import { at, type Expression, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import { type Admission, eachEncoding, emitAdmission } from './admission.ts';
import { emitCompressed } from './compressed.ts';
import { type Elements, emitElements } from './elements.ts';
import { INFINITY, LARGER, type PointEncoding } from './encoding.ts';
import { emitIntegers, type Integers, isZero } from './integers.ts';
import { emitLem } from './lem.ts';
import { emitPower } from './power.ts';
import { rootExponent } from './square-root.ts';
import { emitUncompressed } from './uncompressed.ts';
import { emitZcash } from './zcash.ts';

/**
 * Emits, for both groups (names begin with g1 or g2):
 * - Decode (in, out, n, encoding, flags): strict decoding to storage form.
 * - Encode (in, out, n, encoding): of points in storage form, which are not checked.
 * - Check (in, n, flags): points in storage form.
 *
 * Decode and Check answer 0, or index·16 + fault of the lowest bad point; for each point it is its first fault in
 * the order not-compressed, bad-infinity, not-canonical, not-on-curve, not-in-subgroup, infinity. After a fault
 * `out` holds nothing of use. `in` and `out` may be the same where an encoded point is as long as a stored one,
 * else they must not overlap. An encoding that the curve does not have traps.
 *
 * The answer is Check of each group, for other functions of the module to call before they use a secret.
 */
export function emitCodec(g1: GroupKernel, g2: GroupKernel): Record<Group, Callable<'i32'>> {
  const { m, field, curve } = g1;
  const integers = emitIntegers(m, curve.p, curve.words);
  const power = emitPower(m, field, rootExponent(curve.p), 'powerOfRoot');
  return { G1: emitGroup(g1, integers, power), G2: emitGroup(g2, integers, power) };
}

function emitGroup(kernel: GroupKernel, integers: Integers, power: Callable<undefined>): Callable<'i32'> {
  const { m, curve, pointBytes } = kernel;
  const place = { kernel, integers, parts: m.reserve(pointBytes) };
  const encodings = [emitLem(place), emitUncompressed(place), emitCompressed(place)];
  if (curve.name === 'bls12-381') encodings.push(emitZcash(place));
  const elements = emitElements(kernel);
  const columns = { x: kernel.column(), y: kernel.column() };
  const admission = emitAdmission(kernel, encodings, place.parts, elements, power);
  const tools = { ...place, ...columns, encodings, elements, isLarger: emitIsLarger(kernel, integers) };
  emitDecode(tools, admission);
  emitEncode(tools);
  return emitCheck(tools, admission);
}

interface Tools {
  readonly kernel: GroupKernel;
  readonly integers: Integers;
  readonly parts: number;
  readonly x: number;
  readonly y: number;
  readonly encodings: readonly PointEncoding[];
  readonly elements: Elements;
  readonly isLarger: Callable<'i32'>;
}

/** (y) → whether the coordinate, integers in memory, is the larger of ±y. */
function emitIsLarger({ m, degree, group }: GroupKernel, { bytes, isLarger }: Integers): Callable<'i32'> {
  if (degree === 1) return isLarger;
  return m.function(`${group.toLowerCase()}IsLarger`, { params: { y: 'i32' }, result: 'i32' }, (f, { y }) => {
    f.if(isZero(f, at(y, bytes), bytes), () => f.return(f.call(isLarger, y)));
    f.return(f.call(isLarger, i32.add(y, bytes)));
  });
}

/** Runs `body` with `first` and `count` for one chunk of the n points after the other. */
function eachChunk(
  f: FunctionBuilder,
  n: Local<'i32'>,
  capacity: number,
  body: (first: Local<'i32'>, count: Local<'i32'>) => void,
): void {
  const first = f.local('i32');
  const count = f.local('i32');
  f.for(first, 0, n, capacity, () => {
    f.set(count, i32.sub(n, first));
    f.set(count, i32.select(count, capacity, i32.ltU(count, capacity)));
    body(first, count);
  });
}

/** Returns the answer for a chunk, if it is a fault, as one for all points. */
function refuse(f: FunctionBuilder, answer: Expression<'i32'>, first: Expression<'i32'>): void {
  const fault = f.local('i32', answer);
  f.if(fault, () => f.return(i32.add(fault, i32.shl(first, 4))));
}

function emitCheck({ kernel, x, y }: Tools, { admit }: Admission): Callable<'i32'> {
  const { m, group, pointBytes, capacity } = kernel;
  return m.function(
    `${group.toLowerCase()}Check`,
    { params: { in: 'i32', n: 'i32', flags: 'i32' }, result: 'i32', export: true },
    (f, { in: source, n, flags }) => {
      eachChunk(f, n, capacity, (first, count) => {
        const from = i32.add(source, i32.mul(first, pointBytes));
        refuse(f, f.call(admit, from, x, y, count, ENCODING_CODES.lem, flags), first);
      });
      f.return(i32.const(0));
    },
  );
}

function emitDecode(tools: Tools, { admit, statuses }: Admission): void {
  const { kernel, encodings, x, y } = tools;
  const { m, group, capacity, pointBytes } = kernel;
  const label = group.toLowerCase();
  const sign = emitSign(tools, statuses);
  const params = { in: 'i32', out: 'i32', n: 'i32', encoding: 'i32', flags: 'i32' } as const;
  m.function(
    `${label}Decode`,
    { params, result: 'i32', export: true },
    (f, { in: source, out, n, encoding, flags }) => {
      const i = f.local('i32');
      eachEncoding(f, encodings, encoding, ({ code, bytes, compressed }) =>
        eachChunk(f, n, capacity, (first, count) => {
          const from = f.local('i32', i32.add(source, i32.mul(first, bytes)));
          const to = f.local('i32', i32.add(out, i32.mul(first, pointBytes)));
          refuse(f, f.call(admit, from, x, y, count, code, flags), first);
          if (code === ENCODING_CODES.lem) return f.copy(to, from, i32.mul(count, pointBytes));
          f.run(kernel.write, to, x, y, count);
          if (compressed) f.run(sign, to, count);
          f.for(i, 0, count, 1, () =>
            f.if(i32.and(i32.load8U(at(i, statuses)), INFINITY), () =>
              f.fill(i32.add(to, i32.mul(i, pointBytes)), 0, pointBytes),
            ),
          );
        }),
      );
      f.return(i32.const(0));
    },
  );
}

/** (target, points): gives the y of points just admitted and written the sign that they were encoded with. */
function emitSign(tools: Tools, statuses: number): Callable<undefined> {
  const { kernel, integers, parts, y, elements, isLarger } = tools;
  const { m, group, pointBytes, coordinateBytes } = kernel;
  return m.function(
    `${group.toLowerCase()}Sign`,
    { params: { target: 'i32', points: 'i32' } },
    (f, { target, points }) => {
      const i = f.local('i32');
      const wanted = f.local('i32');
      f.run(elements.toIntegers, y, kernel.slots(points));
      f.for(i, 0, points, 1, () => {
        f.run(elements.get, parts, y, i);
        f.set(wanted, i32.ne(i32.and(i32.load8U(at(i, statuses)), LARGER), 0));
        f.if(i32.ne(wanted, f.call(isLarger, parts)), () => {
          for (let part = coordinateBytes; part < pointBytes; part += integers.bytes) {
            f.run(integers.negate, i32.add(target, part));
          }
        });
        f.set(target, i32.add(target, pointBytes));
      });
    },
  );
}

function emitEncode(tools: Tools): void {
  const { kernel, encodings, parts, x, y, elements, isLarger } = tools;
  const { m, group, capacity, pointBytes, coordinateBytes } = kernel;
  const ordinate = parts + coordinateBytes;
  m.function(
    `${group.toLowerCase()}Encode`,
    { params: { in: 'i32', out: 'i32', n: 'i32', encoding: 'i32' }, export: true },
    (f, { in: source, out, n, encoding }) => {
      const i = f.local('i32');
      const from = f.local('i32');
      const to = f.local('i32');
      eachEncoding(f, encodings, encoding, ({ bytes, format, infinity }) => {
        if (!format) return f.copy(out, source, i32.mul(n, pointBytes));
        eachChunk(f, n, capacity, (first, count) => {
          const slots = f.local('i32', kernel.slots(count));
          f.set(from, i32.add(source, i32.mul(first, pointBytes)));
          f.set(to, i32.add(out, i32.mul(first, bytes)));
          f.run(kernel.read, from, x, y, count);
          f.run(elements.toIntegers, x, slots);
          f.run(elements.toIntegers, y, slots);
          f.for(i, 0, count, 1, () => {
            f.if(
              isZero(f, at(from), pointBytes),
              () => {
                f.fill(to, 0, bytes);
                f.store8(at(to), infinity);
              },
              () => {
                f.run(elements.get, parts, x, i);
                f.run(elements.get, ordinate, y, i);
                f.run(format, to, f.call(isLarger, ordinate));
              },
            );
            f.set(from, i32.add(from, pointBytes));
            f.set(to, i32.add(to, bytes));
          });
        });
      });
    },
  );
}
