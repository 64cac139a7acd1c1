import { type FileSource, openFile } from '@brebaje/groth16/files/file-source';

/** Opens files, and closes them whatever happens. */
export async function reading<Result>(
  paths: readonly string[],
  use: (files: FileSource[]) => Promise<Result>,
): Promise<Result> {
  const files: FileSource[] = [];
  try {
    for (const path of paths) files.push(await openFile(path));
    return await use(files);
  } finally {
    for (const file of files) await file.close();
  }
}
