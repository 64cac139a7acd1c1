import { ClientError } from '../client-error.ts';
import { opfsWorkStore } from '../groth16/opfs-work-store.ts';
import { exerciseStore } from './exercise-store.ts';

/** The worker of opfs-page.ts. */

async function folder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(name, { create: true });
}

async function answer(what: string): Promise<unknown> {
  if (what === 'exercise') {
    const store = await opfsWorkStore(await folder('exercise'));
    const found = await exerciseStore(store);
    await store.close();
    return JSON.parse(JSON.stringify(found));
  }
  const place = await folder('broken-off');
  const store = await opfsWorkStore(place);
  if (what === 'begin') {
    await store.writeNote('x.json', 'kept');
    await (await store.write('part', 0)).write(new Uint8Array(70_000));
    await place.getFileHandle('~fresh7', { create: true });
    return 'begun';
  }
  if (what === 'fill') {
    const error: unknown = await (async () => {
      const writer = await store.write('big', 0);
      try {
        for (let i = 0; i < 64; i++) await writer.write(new Uint8Array(65_536));
      } finally {
        await writer.close();
      }
    })().catch((reason: unknown) => reason);
    const code = error instanceof ClientError ? error.code : String(error);
    return { code, note: await store.readNote('x.json'), part: await store.size('part') };
  }
  const names: string[] = [];
  for await (const name of place.keys()) names.push(name);
  const found = { note: await store.readNote('x.json'), part: await store.size('part'), names: names.sort() };
  await store.close();
  return found;
}

self.addEventListener('message', async (event: MessageEvent<string>) => {
  self.postMessage(await answer(event.data).catch((error: unknown) => `failed: ${error}`));
});
