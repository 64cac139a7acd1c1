import type { FileFault } from '@brebaje/groth16/file-error';
import type { Refusal } from '@brebaje/groth16/verify/verdict';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileFault } from '../explain.ts';
import type { Shell } from '../shell.ts';

/** How a command on files ends when it does not end well. */
export interface Exits {
  /** A check failed. */
  readonly refused: ExitCode;
  /** A file is missing or none of its format. */
  readonly unusable: ExitCode;
  readonly fault: ExitCode;
}

/** Of commands that make files. */
export const WORK_EXITS: Exits = { refused: EXIT.unsafe, unusable: EXIT.file, fault: EXIT.fault };

/** Of commands that judge files: 0, 1 and 2 are the whole answer, and a fault of ours is none of them. */
export const VERDICT_EXITS: Exits = { refused: EXIT.fault, unusable: EXIT.usage, fault: EXIT.unsafe };

/** The error that ends the command. Errors are told by name: a start that opens no file loads nothing to ask. */
export function toldAs(error: unknown, exits: Exits, shell: Shell): unknown {
  if (error instanceof CommandError) {
    const { exit, message, next, findings = {} } = error;
    if (exit !== EXIT.file) return error;
    return new CommandError(exits.unusable, message, next, { findings });
  }
  // Whatever stopped at the signal, under whatever name.
  if (shell.signal.aborted)
    return new CommandError(EXIT.interrupted, 'interrupted; no file is left half-written');
  if (!(error instanceof Error)) return error;
  switch (error.name) {
    case 'Refused':
      return refused(error.message, (error as Error & { refusal: Refusal }).refusal, exits);
    case 'FileError': {
      const { fault, section } = error as Error & { fault: FileFault; section: number | undefined };
      return new CommandError(exits.unusable, error.message, undefined, { findings: { fault, section } });
    }
    case 'UnsuitablePtau':
    case 'NoContract':
    case 'NoVerificationKey':
      return new CommandError(exits.unusable, error.message);
    case 'ComputationFault':
      return new CommandError(
        EXIT.unsafe,
        error.message,
        'nothing was written; see what brebaje doctor says',
      );
  }
  const fault = fileFault(error);
  if (fault !== undefined) return new CommandError(exits.unusable, fault);
  if (exits.fault === EXIT.fault) return error;
  return new CommandError(exits.fault, `nothing was found out: ${error.message}`, undefined, {
    cause: error,
  });
}

/** The end of a check that failed, with its name. */
export function refused(text: string, { check, code, section, index }: Refusal, exits: Exits): CommandError {
  const findings = { check, code, section, index };
  return new CommandError(exits.refused, `refused by the ${check} check (${code}): ${text}`, undefined, {
    findings,
  });
}
