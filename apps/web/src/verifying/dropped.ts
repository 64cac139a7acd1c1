/** Files as browsers hand them over when somebody drops or chooses them. */
import type { Given } from './messages.ts';

/** More are no ceremony's archive. */
const MOST_FILES = 200_000;

/** Everything that was dropped, with the folders that it lay in. */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<Given[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return filesOfList(files);
  return collect(entries, '', { left: MOST_FILES });
}

/** What an input for files or for a folder has. */
export function filesOfList(list: FileList | File[]): Given[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Entries beside each other at once: to ask for a file is mostly to wait for the browser. */
async function collect(entries: FileSystemEntry[], above: string, room: { left: number }): Promise<Given[]> {
  return (await Promise.all(entries.map((entry) => filesOf(entry, above + entry.name, room)))).flat();
}

async function filesOf(entry: FileSystemEntry, path: string, room: { left: number }): Promise<Given[]> {
  if (room.left <= 0) return [];
  if (entry.isFile) {
    room.left--;
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, file }];
  }
  const found: Given[] = [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives some of its entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    found.push(...(await collect(some, `${path}/`, room)));
  }
}
