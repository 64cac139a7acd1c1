/** What contributors tell the world about an accepted contribution: erasable, and no part of the record. */
import { z } from 'zod';
import { textSchema } from './common.ts';

/** What an attestation is worth; it stands wherever one is shown. */
export const ATTESTATION_SAYS = 'proves inclusion, not honesty';

/** Nobody before the host: an address that looks like that of another site is refused. */
const HTTPS = /^https:\/\/[A-Za-z0-9.:[\]-]+(?:[/?#][\x21-\x7e]*)?$/;

export const attestationSchema = z.strictObject({
  url: z
    .url({ protocol: /^https$/ })
    .max(300)
    .regex(HTTPS, 'an https address in plain characters')
    .meta({ examples: ['https://example.org/ada/attestation.md'] })
    .describe('Where the attestation is published')
    .optional(),
  note: textSchema(1000)
    .min(1)
    // Signs that turn the direction of what follows would reach beyond the note.
    .regex(/^[^\u202a-\u202e\u2066-\u2069]*$/, 'no signs that turn the direction of text')
    .describe('On hardware, entropy and place, in the contributor’s words; plain text')
    .optional(),
});
export type AttestationBody = z.output<typeof attestationSchema>;

/** As it is shown. */
export const shownAttestationSchema = attestationSchema
  .extend({ says: z.literal(ATTESTATION_SAYS).describe('What it is worth') })
  .meta({ id: 'Attestation' });
