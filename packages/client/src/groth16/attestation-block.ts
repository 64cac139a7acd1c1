/** The part of an attestation that programs read: a fenced block of `name: value` lines. */
import { z } from 'zod';
import { ClientError } from '../client-error.ts';

/** Name of the fenced block. */
export const ATTESTATION_BLOCK = 'brebaje-attestation';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

/** Lines that are not known belong to later versions and are passed over. */
const blockSchema = z.object({
  /** SHA-256 of the ceremony's manifest. */
  ceremony: sha256,
  circuit: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'the slug of a circuit'),
  /** Place in the circuit's chain; the first is 1. */
  number: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, 'a number from 1 on')
    .transform(Number),
  /** The contribution hash, 64 bytes. */
  contribution: z.string().regex(/^[0-9a-f]{128}$/, 'a BLAKE2b-512 in lower-case hex'),
  /** SHA-256 of the receipt's text. */
  receipt: sha256,
  /** stateHash after the contribution. */
  state: sha256.optional(),
});
export type AttestationBlock = z.output<typeof blockSchema>;

/** An attestation is a page of text. */
export const MOST_ATTESTATION = 1 << 18;
const MOST_LINES = 64;

/**
 * Reads the block of an attestation: exactly one, every name once. Throws RECORD_INVALID when there is none, more
 * than one, or what a field says cannot be.
 */
export function readAttestation(text: string): AttestationBlock {
  const lines = text.length > MOST_ATTESTATION ? [] : text.split(/\r?\n/);
  const opening = `\`\`\`${ATTESTATION_BLOCK}`;
  const starts = lines.flatMap((line, at) => (line.trimEnd() === opening ? [at] : []));
  const [start, second] = starts;
  if (start === undefined) throw invalid(`it has no block ${ATTESTATION_BLOCK}`);
  if (second !== undefined) throw invalid(`it has several blocks ${ATTESTATION_BLOCK}`);
  const length = lines.slice(start + 1, start + 2 + MOST_LINES).findIndex((line) => line.trimEnd() === '```');
  if (length < 0) throw invalid('its block does not end');
  const fields: Record<string, string> = Object.create(null);
  for (const line of lines.slice(start + 1, start + 1 + length)) {
    const [, name, value] = /^([a-z][a-z0-9-]{0,31}): (.*)$/.exec(line.trimEnd()) ?? [];
    if (name === undefined || value === undefined) throw invalid('a line of its block is no “name: value”');
    if (name in fields) throw invalid(`its block says ${name} twice`);
    fields[name] = value.trim();
  }
  const { data, error } = blockSchema.safeParse({ ...fields });
  if (data) return data;
  const [issue] = error.issues;
  throw invalid(`${issue?.path.join('.')} of its block is missing or not ${issue?.message ?? 'right'}`);
}

function invalid(why: string): ClientError {
  return new ClientError('RECORD_INVALID', `this is no attestation that can be checked: ${why}`, {
    next: 'take the file that contribute wrote, as it is',
  });
}
