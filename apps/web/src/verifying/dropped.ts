/** Files as browsers hand them over when somebody drops or chooses them. */
import type { Given } from './messages.ts';

/** More are no ceremony's archive. */
const MOST_FILES = 200_000;

/** Everything that was dropped, with the folders that it lay in. */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<Given[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return filesOfList(files);
  const found: Given[] = [];
  for (const entry of entries) await collect(entry, '', found);
  return found;
}

/** What an input for files or for a folder has. */
export function filesOfList(list: FileList | File[]): Given[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, above: string, found: Given[]): Promise<void> {
  if (found.length >= MOST_FILES) return;
  const path = above + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives some of its entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await collect(one, `${path}/`, found);
  }
}
