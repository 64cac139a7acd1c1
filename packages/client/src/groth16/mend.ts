import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { type NewSection, sectionOfBytes, writeContainer } from '@brebaje/groth16/container/write-container';
import { streamOf } from '@brebaje/groth16/files/source';
import { recordBytes, recordsBytes } from '@brebaje/groth16/zkey/records';
import { openZkey, SECTION, SLIM_ORDER, zkeySection } from '@brebaje/groth16/zkey/zkey';
import { toHex } from '@brebaje/kzg/hex';
import { nameFor, type Work, writeAll } from './work.ts';
import type { WorkStore } from './work-store.ts';

/**
 * Writes another name into finished work: nothing is bound to it, so nothing is computed again and no secret is
 * needed. An upload of it begins anew.
 */
export async function renameWork(
  store: WorkStore,
  file: string,
  work: Work,
  publicName: string | undefined,
): Promise<Work> {
  const name = nameFor(publicName);
  const part = `${file}.part`;
  const { name: _before, upload: _upload, ...rest } = work;
  const source = await store.open(file);
  let renamed: Omit<Work, 'file' | 'state'>;
  try {
    const zkey = await openZkey(source, { kind: 'slim' });
    const { circuitHash, list } = zkey.records;
    const record = { ...list.at(-1)!, name };
    const records = recordsBytes(circuitHash, [...list.slice(0, -1), record]);
    const sections = SLIM_ORDER.map((id): NewSection => {
      if (id === SECTION.records) return sectionOfBytes(id, records);
      const { from, size } = zkeySection(zkey, id);
      return { id, size, content: () => streamOf(source, from, from + size) };
    });
    await writeAll(store, part, writeContainer('zkey', sections));
    renamed = { ...rest, ...(name === undefined ? {} : { name }), record: toHex(recordBytes(record)) };
  } finally {
    await source.close();
  }
  await store.rename(part, file);
  return { ...renamed, ...(await hashesOf(store, file)) };
}

/** What is told of a slim zkey in the store. */
async function hashesOf(store: WorkStore, file: string): Promise<Pick<Work, 'file' | 'state'>> {
  const source = await store.open(file);
  try {
    const hash = store.sha256();
    for await (const bytes of streamOf(source)) hash.update(bytes);
    const state = toHex(await stateHash(await openZkey(source, { kind: 'slim' })));
    return { file: { sha256: hash.hex(), size: source.size }, state };
  } finally {
    await source.close();
  }
}
