import { ENCODING_CODES } from '../kernel/abi.ts';
import { at, i32 } from '../wasm/expression.ts';
import { bigEndianParts, FAULT, INFINITY, type PointEncoding, type Workplace } from './encoding.ts';
import { isZero } from './integers.ts';

/**
 * x and y big-endian, c1 before c0, infinity all zero: what snarkjs hashes and exchanges with other tools
 * (ffjavascript's toRprUncompressed). ffjavascript also reads infinity where a flag is set; that is refused.
 */
export function emitUncompressed(place: Workplace): PointEncoding {
  const { kernel, integers } = place;
  const { m, pointBytes: bytes } = kernel;
  const name = `${kernel.group.toLowerCase()}Uncompressed`;
  const parts = [...bigEndianParts(place, 'x'), ...bigEndianParts(place, 'y')];

  const parse = m.function(`parse${name}`, { params: { source: 'i32' }, result: 'i32' }, (f, { source }) => {
    f.if(isZero(f, at(source), bytes), () => f.return(i32.const(INFINITY)));
    for (const { part, offset } of parts) {
      f.run(integers.reverse, part, i32.add(source, offset));
      f.if(i32.eqz(f.call(integers.isCanonical, part)), () => f.return(i32.const(FAULT['not-canonical'])));
    }
    f.return(i32.const(0));
  });

  const format = m.function(
    `format${name}`,
    { params: { target: 'i32', larger: 'i32' } },
    (f, { target }) => {
      for (const { part, offset } of parts) f.run(integers.reverse, i32.add(target, offset), part);
    },
  );

  const code = ENCODING_CODES.u;
  return { code, bytes, compressed: false, montgomery: false, infinity: 0, parse, format };
}
