import { ENCODING_CODES } from '../kernel/abi.ts';
import { at, i32 } from '../wasm/expression.ts';
import { FAULT, INFINITY, type PointEncoding, type Workplace } from './encoding.ts';
import { isZero } from './integers.ts';

/** The form of points in snarkjs' files (ffjavascript's toRprLEM), which is the storage form. */
export function emitLem({ kernel, integers, parts }: Workplace): PointEncoding {
  const { m, pointBytes: bytes } = kernel;

  const parse = m.function(
    `parse${kernel.group.toLowerCase()}Lem`,
    { params: { source: 'i32' }, result: 'i32' },
    (f, { source }) => {
      f.if(isZero(f, at(source), bytes), () => f.return(i32.const(INFINITY)));
      f.copy(parts, source, bytes);
      for (let part = parts; part < parts + bytes; part += integers.bytes) {
        f.if(i32.eqz(f.call(integers.isCanonical, part)), () => f.return(i32.const(FAULT['not-canonical'])));
      }
      f.return(i32.const(0));
    },
  );

  const code = ENCODING_CODES.lem;
  return {
    code,
    bytes,
    compressed: false,
    montgomery: true,
    infinity: 0,
    parse,
    format: undefined,
  };
}
