import { FileError } from '../file-error.ts';
import { streamOf } from '../files/source.ts';
import { LABEL_BYTES, type R1cs } from './r1cs.ts';

/**
 * Of each wire in order the number of the signal that it was in the source, in pieces. Throws a {@link FileError}
 * for a number that the header says there is not.
 */
export async function* readLabels({ source, header, labels }: R1cs): AsyncGenerator<Float64Array> {
  let wire = 0;
  for await (const bytes of streamOf(source, labels.from, labels.from + labels.size)) {
    const view = new DataView(bytes.buffer);
    const piece = new Float64Array(bytes.length / LABEL_BYTES);
    for (let i = 0; i < piece.length; i++, wire++) {
      const label =
        view.getUint32(LABEL_BYTES * i + 4, true) * 2 ** 32 + view.getUint32(LABEL_BYTES * i, true);
      if (label >= header.nLabels) {
        throw new FileError(
          'r1cs',
          'value',
          `wire ${wire} has label ${label} of ${header.nLabels}`,
          labels.id,
        );
      }
      piece[i] = label;
    }
    yield piece;
  }
}
