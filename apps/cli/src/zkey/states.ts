import { IMMUTABLE_PART, immutableHash, PartHasher } from '@brebaje/groth16/chain/state-hash';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import { composeZkey, type ImmutableSections, openImmutable } from '@brebaje/groth16/zkey/compose';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { named, type Workbench } from '../setup-files/workbench.ts';

/** The part of a circuit's zkeys that no contribution changes, in a file of its own. */
export interface ImmutableFile {
  readonly path: string;
  readonly source: ByteSource;
  readonly sections: ImmutableSections;
}

/** Opens the part that no contribution changes. */
export async function openImmutableFile(bench: Workbench, path: string): Promise<ImmutableFile> {
  const source = await bench.source(path);
  return { path, source, sections: await named(path, () => openImmutable(source)) };
}

/** Opens a zkey, whole or slim; slim ones are whole together with what no contribution changes. */
export async function openState(
  bench: Workbench,
  path: string,
  immutable: ImmutableFile | undefined,
): Promise<Zkey> {
  const zkey = await bench.zkey(path, { slim: true });
  if (zkey.kind === 'whole' || !immutable) return zkey;
  return named(`${path} with ${immutable.path}`, () => openZkey(composeZkey(zkey, immutable)));
}

/** The hash of what no contribution changes, of a whole zkey or of the file of its own. */
export async function immutableHashOf(from: Zkey | ImmutableFile): Promise<Uint8Array> {
  if ('kind' in from) return immutableHash(from);
  const hasher = new PartHasher(IMMUTABLE_PART);
  for (const [id, section] of from.sections) {
    const bytes = streamOf(from.source, section.from, section.from + section.size);
    for await (const piece of bytes) await hasher.update(id, piece);
  }
  return hasher.root();
}
