import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';

/** How far columns go, and of which chain they are. */
export interface ColumnsPosition {
  /** Names the chain. */
  chain: string;
  /** Contributions that every column has. */
  position: number;
  /** What the chain has at that position and no other chain has. */
  mark: string;
}

const Note = z.strictObject({
  chain: z.string(),
  position: z.int().nonnegative(),
  mark: z.string(),
  columns: z.array(z.strictObject({ bytes: z.int().nonnegative(), crc: z.int().nonnegative() })),
});
type Note = z.infer<typeof Note>;

/** Where columns lie: under their names in a folder that only they use, or nameless, to go with the process. */
export interface ColumnsPlace {
  folder: string;
  kept: boolean;
}

/** Written last, by rename: what it does not count was never appended. */
const NOTE_FILE = 'columns.json';
const PIECE_BYTES = 65_536;

const nameOf = (column: number) => `column-${column}`;

/**
 * Append-only files, appended to together. Nothing is fsynced: the files are derived, and the checksums of the
 * note tell when a disk or a power cut has left something else in them.
 */
export class ColumnFiles {
  readonly #files: FileHandle[];
  /** Where the note is kept; null: nowhere. */
  readonly #folder: string | null;
  #note: Note;
  #readers = 0;
  #retired = false;

  private constructor(files: FileHandle[], folder: string | null, note: Note) {
    this.#files = files;
    this.#folder = folder;
    this.#note = note;
  }

  /** Empty columns in place of what lies there. */
  static async create({ folder, kept }: ColumnsPlace, count: number, at: ColumnsPosition) {
    const columns = Array.from({ length: count }, () => ({ bytes: 0, crc: 0 }));
    if (kept) await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files = await openAll(columns, async (_, column) => {
      const path = join(folder, kept ? nameOf(column) : `column-${randomUUID()}`);
      const file = await open(path, 'wx+', 0o600);
      if (!kept) await rm(path, { force: true });
      return file;
    });
    return new ColumnFiles(files, kept ? folder : null, { ...at, columns });
  }

  /** What an earlier process has kept; undefined when it is not all there as it was. */
  static async reopen(folder: string, count: number): Promise<ColumnFiles | undefined> {
    let files: FileHandle[] = [];
    try {
      const note = Note.parse(JSON.parse(await readFile(join(folder, NOTE_FILE), 'utf8')));
      if (note.columns.length !== count) return undefined;
      files = await openAll(note.columns, (_, column) => open(join(folder, nameOf(column)), 'r+'));
      for (const [column, { bytes, crc }] of note.columns.entries()) {
        let found = 0;
        for await (const piece of pieces(files[column]!, bytes)) found = crc32(piece, found);
        if (found !== crc) throw new Error('not what was written');
      }
      return new ColumnFiles(files, folder, note);
    } catch {
      await closeAll(files);
      return undefined;
    }
  }

  get at(): ColumnsPosition {
    return this.#note;
  }

  /** Whether every file is still under its name and as long as it was, as far as the file system tells. */
  async intact(): Promise<boolean> {
    for (const [column, { bytes }] of this.#note.columns.entries()) {
      const { size, nlink } = await this.#files[column]!.stat();
      if (size < bytes || (this.#folder !== null && nlink === 0)) return false;
    }
    return true;
  }

  /**
   * Appends a text to every column. When it throws the columns are where they were, for those who read them
   * and for the next call.
   */
  async append(texts: readonly string[], to: Omit<ColumnsPosition, 'chain'>): Promise<void> {
    const columns: Note['columns'] = [];
    for (const [index, { bytes, crc }] of this.#note.columns.entries()) {
      const file = this.#files[index]!;
      const text = Buffer.from(texts[index]!);
      // Behind the end may be what a process appended that was killed before it wrote the note.
      await file.truncate(bytes);
      await writeAll(file, text, bytes);
      columns.push({ bytes: bytes + text.length, crc: crc32(text, crc) });
    }
    const note = { chain: this.#note.chain, ...to, columns };
    if (this.#folder !== null) {
      const path = join(this.#folder, NOTE_FILE);
      await writeFile(`${path}.new`, JSON.stringify(note), { mode: 0o600 });
      await rename(`${path}.new`, path);
    }
    this.#note = note;
  }

  /**
   * The columns as they are now, however often and late they are read: `around` is given one column by its
   * number, in pieces of at most 64 KiB, and makes the text. Reading throws when they were given up meanwhile.
   */
  snapshot(
    around: (column: (index: number) => AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  ): () => AsyncGenerator<Uint8Array> {
    const { columns } = this.#note;
    const hold = () => this.#hold();
    const release = () => this.#release();
    const column = (index: number) => pieces(this.#files[index]!, columns[index]!.bytes);
    return async function* () {
      hold();
      try {
        yield* around(column);
      } finally {
        await release();
      }
    };
  }

  /** Closes the files, after those who are reading them. */
  async retire(): Promise<void> {
    if (this.#retired) return;
    this.#retired = true;
    if (this.#readers === 0) await closeAll(this.#files);
  }

  #hold(): void {
    if (this.#retired) throw new Error('the columns of the transcript are made anew: read it again');
    this.#readers += 1;
  }

  async #release(): Promise<void> {
    this.#readers -= 1;
    if (this.#retired && this.#readers === 0) await closeAll(this.#files);
  }
}

async function openAll<T>(
  columns: T[],
  openOne: (column: T, index: number) => Promise<FileHandle>,
): Promise<FileHandle[]> {
  const files: FileHandle[] = [];
  try {
    for (const [index, column] of columns.entries()) files.push(await openOne(column, index));
    return files;
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

async function closeAll(files: FileHandle[]): Promise<void> {
  for (const file of files) await file.close();
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at + written);
    written += bytesWritten;
  }
}

/** The first `end` bytes of a file that others may be reading too. */
async function* pieces(file: FileHandle, end: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < end; ) {
    // A buffer of its own per piece: readers may keep what they were given.
    const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw new Error('a column of the transcript is shorter than it was');
    at += bytesRead;
    yield bytesRead === piece.length ? piece : piece.subarray(0, bytesRead);
  }
}
