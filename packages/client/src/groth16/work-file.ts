import type { CurveName } from '@brebaje/curves/engine';
import { isObject } from '../plain.ts';
import { bad, decodeContainer, encodeContainer } from '../work-file.ts';
import { isWork } from './kept-files.ts';
import type { Work } from './work.ts';

/** A file beside a work file: its name, without a folder. */
export interface Beside {
  name: string;
  sha256: string;
  size: number;
}

/**
 * Header of a `.brebaje` file that carries a turn of a circuit to a machine without a network, or what came of it
 * back. States are slim zkeys that lie beside it.
 */
export interface CircuitWork {
  scheme: 'GROTH16';
  kind: 'work' | 'done';
  /** The ceremony's page. */
  server: string;
  /** SHA-256 of the manifest. */
  manifest: string;
  circuit: { sequence: number; slug: string; id: number; curve: CurveName; points: number };
  turnId: number;
  position: number;
  /** What the record is to say about who made it. */
  name?: string;
  test?: boolean;
  /** Seconds since 1970. */
  handedOutAt: number;
  deadlineAt?: number;
  /** The state that was handed out; bytes of the whole zkey of it, where the server says. */
  base: Beside & { whole?: number };
  genesis: Beside;
  /** `done` only. */
  work?: Work;
  output?: Beside;
}

/** Whether a `.brebaje` file is work on a circuit. Throws BAD_WORK_FILE for what is no such file at all. */
export function isCircuitWork(bytes: Uint8Array): boolean {
  const { header } = decodeContainer(bytes);
  return isObject(header) && header.scheme === 'GROTH16';
}

export function encodeCircuitWork(work: CircuitWork): Uint8Array {
  return encodeContainer(work, new Uint8Array());
}

/** Reads a work file of one kind. Throws BAD_WORK_FILE. */
export function decodeCircuitWork(bytes: Uint8Array, kind: CircuitWork['kind']): CircuitWork {
  const { header } = decodeContainer(bytes);
  if (!isObject(header) || header.scheme !== 'GROTH16') throw bad('it is not work on a circuit');
  if (header.kind !== kind) throw bad(`it is ${header.kind === 'done' ? 'done' : 'work'}, not ${kind}`);
  const { server, manifest, circuit, turnId, position, name, handedOutAt, deadlineAt } = header;
  // All of it is shown on a terminal, and the file may come from anybody.
  const plain = (value: unknown, form: RegExp) => typeof value === 'string' && form.test(value);
  const whole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!plain(server, /^https?:\/\/[\x21-\x7e]{1,1000}$/)) throw bad('it names no server');
  if (!plain(manifest, HASH)) throw bad('it names no ceremony');
  if (!isObject(circuit) || !plain(circuit.slug, /^[\w-][\w.-]{0,127}$/)) throw bad('it names no circuit');
  if (circuit.curve !== 'bn254' && circuit.curve !== 'bls12-381') throw bad('it names no curve');
  const numbers = [
    circuit.sequence,
    circuit.id,
    circuit.points,
    turnId,
    position,
    handedOutAt,
    deadlineAt ?? 0,
  ];
  if (!numbers.every(whole)) throw bad('it has no numbers');
  if (name !== undefined && !plain(name, /^[^\p{C}]{1,64}$/u)) throw bad('it names a person who is none');
  for (const beside of [header.base, header.genesis]) requireBeside(beside);
  if (kind === 'done') {
    requireBeside(header.output);
    if (!isWork(header.work)) throw bad('it does not say what was done');
  }
  return header as unknown as CircuitWork;
}

const HASH = /^[0-9a-f]{64}$/;

function requireBeside(value: unknown): void {
  const fits =
    isObject(value) &&
    typeof value.name === 'string' &&
    /^[\w-][\w.-]{0,200}$/.test(value.name) &&
    typeof value.sha256 === 'string' &&
    HASH.test(value.sha256) &&
    Number.isSafeInteger(value.size);
  if (!fits) throw bad('it does not name the files that belong to it');
}
