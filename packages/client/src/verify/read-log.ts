import { ARCHIVE_FILES } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import { jsonOf } from '../archive/read-transcript.ts';
import { isObject } from '../plain.ts';
import { type CheckedLog, type KnownEvent, LogCheck, type LoggedEvent } from '../rest/check-log.ts';
import { Wrong } from './findings.ts';

/** An acceptance, as the log has it. */
export interface Acceptance {
  seq: number;
  position: number;
  participant: number;
  /** SHA-256 of the slim state. */
  head: string;
  /** Milliseconds. */
  at: number;
}

/** Which value shall end the ceremony, and when that was said; milliseconds. */
export interface NamedBeacon {
  round: number | undefined;
  slot: number | undefined;
  at: number;
}

/** What the log says that something else must agree with. */
export interface Logged extends CheckedLog {
  /** Hash of the manifest, by the event that opened the ceremony. */
  manifest: string | undefined;
  /** Hashes of the states that were accepted, by circuit, in order. */
  accepted: ReadonlyMap<number, Acceptance[]>;
  /** When the ceremony closed and when the last one inside had finished; milliseconds. */
  closedAt: number | undefined;
  drainedAt: number | undefined;
  /** The files of the result: SHA-256 by name. */
  artifacts: ReadonlyMap<string, string> | undefined;
  finalizedAt: number | undefined;
  /** Rounds or slots of the beacon, as they were named one after the other. */
  beacons: NamedBeacon[];
}

/** One event is an amendment of texts at most. */
const MOST_LINE = 1 << 20;

/** Reads the log, event by event. Throws Wrong for the first that is not as it must be. */
export async function readLog(
  folder: ArchiveFolder,
  { known = [], signal }: { known?: readonly KnownEvent[]; signal?: AbortSignal | undefined } = {},
): Promise<Logged> {
  const check = new LogCheck(known);
  const accepted = new Map<number, Acceptance[]>();
  const said = {
    manifest: undefined as string | undefined,
    closedAt: undefined as number | undefined,
    drainedAt: undefined as number | undefined,
    finalizedAt: undefined as number | undefined,
    artifacts: undefined as ReadonlyMap<string, string> | undefined,
    beacons: [] as NamedBeacon[],
  };
  for await (const line of linesOf(folder)) {
    signal?.throwIfAborted();
    const event = jsonOf(line);
    const fault = check.add(event);
    if (fault) throw new Wrong(fault.sentence);
    // What stands in the text is what is hashed.
    const { seq, type, at, data } = JSON.parse((event as LoggedEvent).body) as Body;
    if (type === 'ceremony.opened') said.manifest ??= text(data.manifest);
    if (type === 'ceremony.closed') said.closedAt = at;
    if (type === 'ceremony.drained') said.drainedAt = at;
    if (NAMING.includes(type)) said.beacons.push(...beaconsIn(data, at));
    if (type === 'ceremony.finalized') Object.assign(said, { finalizedAt: at, artifacts: artifactsOf(data) });
    if (type === 'contribution.accepted') {
      const [circuit, position] = [Number(data.circuit), Number(data.position)];
      const list = accepted.get(circuit) ?? [];
      accepted.set(circuit, list);
      const participant = Number(data.participant);
      list.push({ seq, position, participant, head: text(data.head) ?? '', at });
    }
  }
  const end = check.end();
  if ('code' in end) throw new Wrong(end.sentence);
  if (end.events === 0) throw new Wrong('it has no events');
  return { ...end, ...said, accepted };
}

interface Body {
  seq: number;
  type: string;
  at: number;
  data: Record<string, unknown>;
}

/** Events that may say which value ends the ceremony. */
const NAMING = ['ceremony.opened', 'ceremony.amended', 'ceremony.closed', 'ceremony.drained'];

function beaconsIn({ beacon, changes }: Record<string, unknown>, at: number): NamedBeacon[] {
  const amended = Array.isArray(changes) ? changes.filter(isObject) : [];
  const rules = [beacon, ...amended.filter(({ field }) => field === 'beacon').map((change) => change.new)];
  const number = (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : undefined);
  return rules.filter(isObject).flatMap(({ round, slot }) => {
    const named = { round: number(round), slot: number(slot), at };
    return named.round === undefined && named.slot === undefined ? [] : [named];
  });
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

function artifactsOf({ artifacts }: Record<string, unknown>): ReadonlyMap<string, string> {
  const list = Array.isArray(artifacts) ? artifacts.filter(isObject) : [];
  return new Map(list.map(({ name, hash }) => [String(name), String(hash)]));
}

async function* linesOf(folder: ArchiveFolder): AsyncGenerator<string> {
  if ((await folder.size(ARCHIVE_FILES.events)) === undefined)
    throw new Wrong(`${ARCHIVE_FILES.events} is missing`);
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const bytes of folder.bytes(ARCHIVE_FILES.events)) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_LINE) throw new Wrong('a line of it is longer than any event');
    yield* lines;
  }
  if (rest !== '') yield rest;
}
