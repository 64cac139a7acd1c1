import type { openFile } from '@brebaje/groth16/files/file-source';
import type { ByteSource } from '@brebaje/groth16/files/source';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import type { R1cs } from '@brebaje/groth16/r1cs/r1cs';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { startEngine } from '../contribute/start-engine.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { type Exits, toldAs, WORK_EXITS } from './endings.ts';

/** Options of every command on setup files. */
export interface FileOptions {
  threads?: number;
  json?: boolean;
}

type Engine = Awaited<ReturnType<typeof startEngine>>['engine'];

/** What a command on files works with. What it opens and starts is closed for it. */
export interface Workbench {
  readonly shell: Shell;
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
  /** With `slim` it may be a slim one. */
  zkey(path: string, options?: { slim?: boolean }): Promise<Zkey>;
  ptau(path: string): Promise<Ptau>;
  r1cs(path: string): Promise<R1cs>;
  source(path: string): Promise<ByteSource>;
  /** An engine, after a line that says what computes. */
  engine(curve: Engine['curve']): Promise<Engine>;
  /** Says something that is no reason to stop. */
  note(text: string): void;
  /** What was noted, for --json. */
  readonly notes: readonly string[];
  /** What `progress` of long computations is: a bar. */
  bar(text: string): (done: number, total: number) => void;
}

/** Runs a command on files. What ends it is told by `exits`. */
export async function atWorkbench(
  shell: Shell,
  { threads }: FileOptions,
  work: (bench: Workbench) => Promise<void>,
  exits: Exits = WORK_EXITS,
): Promise<void> {
  const line = new ProgressLine(shell);
  const open: { close(): Promise<void> }[] = [];
  const notes: string[] = [];
  const keep = <Thing extends { close(): Promise<void> }>(thing: Thing): Thing => {
    open.push(thing);
    return thing;
  };
  const opened = async (path: string) => {
    const { openFile } = await import('@brebaje/groth16/files/file-source');
    return keep(await openReadable(openFile, path));
  };
  const note = (text: string) => {
    notes.push(text);
    line.line(`${shell.style('yellow', 'Note:')} ${text}`);
  };
  const remarks = (path: string, found: readonly string[]) => {
    for (const remark of found) note(`${path}: ${remark}`);
  };
  const bench: Workbench = {
    shell,
    line,
    signal: shell.signal,
    notes,
    note,
    source: opened,
    async zkey(path, options) {
      const { openZkeyInAnyOrder } = await import('./open-zkey.ts');
      const source = await opened(path);
      const { zkey, remark } = await named(path, () => openZkeyInAnyOrder(source, options));
      remarks(path, remark === undefined ? [] : [remark]);
      return zkey;
    },
    async ptau(path) {
      const { openPtau } = await import('@brebaje/groth16/ptau/ptau');
      const source = await opened(path);
      const ptau = await named(path, () => openPtau(source));
      remarks(path, ptau.remarks);
      return ptau;
    },
    async r1cs(path) {
      const { openR1cs } = await import('@brebaje/groth16/r1cs/r1cs');
      const source = await opened(path);
      const r1cs = await named(path, () => openR1cs(source));
      remarks(path, r1cs.remarks);
      return r1cs;
    },
    async engine(curve) {
      const { engine } = await startEngine({ line, shell }, threads, curve);
      return keep(engine);
    },
    bar: (text) => (done, total) => line.bar(text, done, total),
  };
  try {
    await work(bench);
  } catch (error) {
    throw toldAs(error, exits, shell);
  } finally {
    line.clear();
    for (const thing of open.reverse()) await thing.close();
  }
}

/** Errors whose messages say nothing of where a file is. */
const NAMED = ['FileError', 'Refused', 'NoVerificationKey'];

/** Puts the file's name before what is wrong with it. */
export async function named<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && NAMED.includes(error.name)) error.message = `${path}: ${error.message}`;
    throw error;
  }
}

async function openReadable(open: typeof openFile, path: string): Promise<Awaited<ReturnType<typeof open>>> {
  const file = await open(path);
  try {
    // A folder opens and cannot be read.
    await file.read(0, Math.min(1, file.size));
    return file;
  } catch (error) {
    await file.close();
    if ((error as NodeJS.ErrnoException).code === 'EISDIR')
      throw new CommandError(EXIT.file, `${path} is a folder`);
    throw error;
  }
}
