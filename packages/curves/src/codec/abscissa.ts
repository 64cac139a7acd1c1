import { at, i32, i64 } from '../wasm/expression.ts';
import { bigEndianParts, FAULT, INFINITY, LARGER, type PointEncoding, type Workplace } from './encoding.ts';
import { isZero } from './integers.ts';

/** Flags in the first byte of an encoding of x alone. */
interface Flags {
  /** Always set. Zero: there is no such flag. */
  readonly compressed: number;
  readonly infinity: number;
  readonly larger: number;
}

/**
 * x big-endian with flags above it, c1 before c0. Infinity has its flags and nothing else. Faults in order:
 * not-compressed, bad-infinity, not-canonical.
 */
export function emitAbscissa(place: Workplace, code: number, label: string, flags: Flags): PointEncoding {
  const { kernel, integers } = place;
  const { m, coordinateBytes: bytes } = kernel;
  const name = `${kernel.group.toLowerCase()}${label}`;
  const infinity = flags.compressed | flags.infinity;
  const all = infinity | flags.larger;
  const parts = bigEndianParts(place, 'x');
  // The flags end up in the highest byte of the first part.
  const highest = at(parts[0]!.part, integers.bytes - 8);

  const parse = m.function(`parse${name}`, { params: { source: 'i32' }, result: 'i32' }, (f, { source }) => {
    const head = f.local('i32', i32.load8U(at(source)));
    if (flags.compressed !== 0) {
      f.if(i32.eqz(i32.and(head, flags.compressed)), () => f.return(i32.const(FAULT['not-compressed'])));
    }
    f.if(i32.and(head, flags.infinity), () => {
      const fine = isZero(f, at(source), bytes, infinity);
      f.return(i32.select(INFINITY, FAULT['bad-infinity'], fine));
    });
    for (const { part, offset } of parts) f.run(integers.reverse, part, i32.add(source, offset));
    f.store(highest, i64.and(i64.load(highest), ~(BigInt(all) << 56n)));
    for (const { part } of parts) {
      f.if(i32.eqz(f.call(integers.isCanonical, part)), () => f.return(i32.const(FAULT['not-canonical'])));
    }
    f.return(i32.select(LARGER, 0, i32.and(head, flags.larger)));
  });

  const format = m.function(
    `format${name}`,
    { params: { target: 'i32', larger: 'i32' } },
    (f, { target, larger }) => {
      for (const { part, offset } of parts) f.run(integers.reverse, i32.add(target, offset), part);
      const set = i32.select(flags.compressed | flags.larger, flags.compressed, larger);
      f.store8(at(target), i32.or(i32.load8U(at(target)), set));
    },
  );

  return { code, bytes, compressed: true, montgomery: false, infinity, parse, format };
}
