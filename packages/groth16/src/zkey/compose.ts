import { joinBytes } from '@brebaje/curves/bytes';
import { readContainer, requireOrder, type Section } from '../container/read-container.ts';
import { fileHeader, type NewSection, sectionHeader, writeContainer } from '../container/write-container.ts';
import { type ByteSource, streamOf } from '../files/source.ts';
import { CONTRIBUTED_ORDER, GENESIS_ORDER, IMMUTABLE, SLIM_ORDER, type Zkey, zkeySection } from './zkey.ts';

/**
 * A zkey is kept in two parts: what no contribution changes, once for each circuit, and what each contribution changes.
 * Both are containers of their own; whole files are read through them.
 */

/** The part that a contribution changes: a slim zkey. */
export function slimPart(zkey: Zkey): AsyncGenerator<Uint8Array> {
  return partOf(zkey, SLIM_ORDER);
}

/** The part that no contribution changes, of a whole zkey. */
export function immutablePart(zkey: Zkey): AsyncGenerator<Uint8Array> {
  return partOf(zkey, IMMUTABLE);
}

function partOf(zkey: Zkey, order: readonly number[]): AsyncGenerator<Uint8Array> {
  const sections = order.map((id): NewSection => {
    const { from, size } = zkeySection(zkey, id);
    return { id, size, content: () => streamOf(zkey.source, from, from + size) };
  });
  return writeContainer('zkey', sections);
}

/** Sections by number, of the part that no contribution changes. */
export type ImmutableSections = ReadonlyMap<number, Section>;

/** Finds the sections of {@link immutablePart}. Throws a FileError. */
export async function openImmutable(source: ByteSource): Promise<ImmutableSections> {
  const container = await readContainer(source, 'zkey');
  requireOrder(container, [IMMUTABLE]);
  return new Map(container.sections.map((section) => [section.id, section]));
}

/** A stretch of the whole file: bytes that are made, or those of a part. */
interface Stretch {
  readonly from: number;
  readonly size: number;
  readonly bytes?: Uint8Array;
  readonly part?: { readonly source: ByteSource; readonly from: number };
}

/**
 * The whole zkey of a slim one, without being written anywhere: any range of it can be read. A genesis has its
 * sections in the order in which `zkey new` writes them, everything after it in that of `zkey contribute`.
 */
export function composeZkey(
  slim: Zkey,
  immutable: { source: ByteSource; sections: ImmutableSections },
): ByteSource {
  const order = slim.records.list.length === 0 ? GENESIS_ORDER : CONTRIBUTED_ORDER;
  const header = fileHeader('zkey', order.length);
  const stretches: Stretch[] = [{ from: 0, size: header.length, bytes: header }];
  let end = header.length;
  const add = (stretch: Omit<Stretch, 'from'>) => {
    stretches.push({ from: end, ...stretch });
    end += stretch.size;
  };
  for (const id of order) {
    const inSlim = slim.sections.get(id);
    const { from, size } = inSlim ?? immutable.sections.get(id)!;
    const source = inSlim ? slim.source : immutable.source;
    const start = sectionHeader({ id, size });
    add({ size: start.length, bytes: start });
    add({ size, part: { source, from } });
  }
  const size = end;
  return {
    size,
    async read(from, to) {
      if (from < 0 || to > size || from > to) throw new RangeError(`no bytes ${from} to ${to}`);
      const touched = stretches.filter((one) => one.from < to && one.from + one.size > from);
      return joinBytes(await Promise.all(touched.map((one) => readStretch(one, from, to))));
    },
  };
}

async function readStretch(stretch: Stretch, from: number, to: number): Promise<Uint8Array> {
  const first = Math.max(0, from - stretch.from);
  const last = Math.min(stretch.size, to - stretch.from);
  if (stretch.bytes) return stretch.bytes.subarray(first, last);
  const { source, from: at } = stretch.part!;
  return source.read(at + first, at + last);
}
