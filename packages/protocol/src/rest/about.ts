/** What a coordinator tells people before they join: purpose, instructions, timeline, terms. */
import { z } from 'zod';
import { textSchema } from './common.ts';

const aboutText = (longest: number, says: string) => textSchema(longest).min(1).describe(says);

const texts = {
  purpose: aboutText(2_000, 'What the result is for'),
  instructions: aboutText(10_000, 'What a participant does, step by step'),
  timeline: aboutText(2_000, 'What happens when'),
  capability: aboutText(2_000, 'What a participant needs: machine, connection, skill'),
  support: aboutText(500, 'Where help is: an address, a channel, a page; shown with every refusal'),
};
const termsText = aboutText(20_000, 'What a participant accepts before joining, in words');

/** The terms of a ceremony: whoever joins accepts one version, and that version is kept with them. */
export const termsSchema = z.object({
  version: z.int().min(1).describe('Grows with every change of the text'),
  text: termsText,
});
export type Terms = z.infer<typeof termsSchema>;

/** As it is stored and shown. */
export const aboutSchema = z.object({ ...z.object(texts).partial().shape, terms: termsSchema });
export type AboutCeremony = z.infer<typeof aboutSchema>;

/** As it is written: the version of the terms is counted by the server. */
export const aboutDraftSchema = z.strictObject({ ...texts, terms: termsText }).partial();
export type AboutDraft = z.infer<typeof aboutDraftSchema>;

/** The same for a change: null takes a text away (for the terms, back to the default). */
export const aboutChangesSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(aboutDraftSchema.shape).map(([name, text]) => [name, text.nullable()]),
  ) as { [K in keyof typeof aboutDraftSchema.shape]: z.ZodNullable<(typeof aboutDraftSchema.shape)[K]> },
);
export type AboutChanges = z.infer<typeof aboutChangesSchema>;

const COMMON = `What you contribute is random data that only you know and that is forgotten afterwards. The result is safe as long as one participant did so honestly. Nobody is paid, and nothing is promised in return.

Everybody can read, without signing in and for as long as copies exist: your participant number, the public name you choose (contributor-<n> unless you choose another), when you came and contributed, and whether your contribution was accepted or why not. What you tell about yourself beyond that is optional, is seen by the coordinators only, and is erased when you ask for it.`;

/** What is accepted where a coordinator has written nothing else, by scheme. */
export const DEFAULT_TERMS: Record<'KZG' | 'GROTH16', string> = {
  KZG: `${COMMON}

For ever, and beyond erasure: when your contribution is accepted, the account you signed in with becomes part of the transcript, because its format names every contributor: the Ethereum address, the number and name of the GitHub account, or, if you came by an invitation alone, an address made up for it. An optional signature of yours is kept beside it. The transcript is copied by anybody who wants to verify the result, so nobody can take it back. If you do not want that, sign in with an account made for this purpose, or do not contribute.`,
  GROTH16: `${COMMON}

For ever, and beyond erasure: when your contribution is accepted, the public name that you chose is written into the file of the circuit beside your contribution, and every later file and the final one contain it. They are copied by anybody who wants to verify the result, so nobody can take it back. If you do not want that, keep the name contributor-<n>. The account you signed in with is not written there.`,
};
