/** The value of a beacon as somebody has it: what drand or a beacon node answers, or its bytes in hexadecimal. */
import { readFile } from 'node:fs/promises';
import { type GivenBeacon, givenBeaconSchema } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';

export interface GivenBeaconOptions {
  /** A file; - is standard input. */
  roundFile?: string;
  /** The value itself: it is public. */
  beacon?: string;
}

/** Answers of other people's servers are a few hundred bytes. */
const LONGEST = 65_536;

/** The value that options name; undefined: the server asks for it. Throws CommandError. */
export async function givenBeacon(
  { roundFile, beacon }: GivenBeaconOptions,
  shell: Shell,
): Promise<GivenBeacon | undefined> {
  if (roundFile === undefined && beacon === undefined) return undefined;
  if (roundFile !== undefined && beacon !== undefined)
    throw new CommandError(EXIT.usage, '--round-file and --beacon say the same: give one of them');
  if (beacon !== undefined) return parseBeacon(beacon, '--beacon');
  const text = roundFile === '-' ? await shell.readInput() : await readFile(roundFile!, 'utf8');
  return parseBeacon(text, roundFile === '-' ? 'standard input' : roundFile!);
}

function parseBeacon(written: string, name: string): GivenBeacon {
  const text = written.trim();
  const read = text.length > LONGEST ? undefined : givenBeaconSchema.safeParse(fieldsOf(text));
  if (read?.success) return read.data;
  throw new CommandError(
    EXIT.file,
    `${name} holds no value of a beacon`,
    'give a round as drand answers it ({"round": …, "signature": "…"}), or the RANDAO mix of a slot in hexadecimal',
  );
}

/** Signatures of rounds have 48 bytes, mixes of slots 32. */
function fieldsOf(text: string): unknown {
  const hex = /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(text)?.[1]?.toLowerCase();
  if (hex !== undefined) return hex.length === 96 ? { signature: hex } : { value: hex };
  try {
    const { data, ...fields } = JSON.parse(text) as { data?: { randao?: unknown } };
    const mix = data?.randao;
    return typeof mix === 'string' ? { value: mix.replace(/^0x/, '') } : fields;
  } catch {
    return undefined;
  }
}
