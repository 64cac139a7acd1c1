import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  CeremonyFileError,
  circuitsInFile,
  type FileCircuit,
  parseCeremonyFile,
} from '@brebaje/protocol/ceremony-file';
import type { CeremonyDraft } from '@brebaje/protocol/rest/ceremonies';
import { parse, TomlError } from 'smol-toml';
import { CommandError, EXIT } from '../exit-codes.ts';

/** Reads a ceremony's file. Throws CommandError with every problem in it. */
export async function readCeremonyFile(path: string): Promise<CeremonyDraft> {
  return draftOf(await readFile(path, 'utf8'), path);
}

/** The circuits that a ceremony's file declares, with the paths of their files. Throws as the file itself does. */
export async function readCircuits(path: string): Promise<FileCircuit[]> {
  const circuits = inFile(await readFile(path, 'utf8'), path, circuitsInFile);
  return circuits.map(({ about, paths }) => ({
    about,
    paths: Object.fromEntries(
      Object.entries(paths).map(([kind, file]) => [kind, resolve(dirname(path), file ?? '')]),
    ),
  }));
}

/** The same for its text; `name` is what it is called in messages. */
export function draftOf(toml: string, name: string): CeremonyDraft {
  return inFile(toml, name, parseCeremonyFile);
}

function inFile<Result>(toml: string, name: string, read: (content: unknown) => Result): Result {
  try {
    return read(parse(toml));
  } catch (error) {
    if (error instanceof CeremonyFileError) throw unfit(name, error.problems);
    if (error instanceof TomlError)
      throw unfit(name, [`line ${error.line}, column ${error.column}: ${error.message.split('\n')[0]}`]);
    throw error;
  }
}

function unfit(name: string, problems: readonly string[]): CommandError {
  const told = problems.flatMap((problem) => problem.split('\n')).map((problem) => `\n  ${problem}`);
  return new CommandError(
    EXIT.file,
    `${name} does not say what a ceremony needs:${told.join('')}`,
    'brebaje ceremony init writes an example with every key',
  );
}
