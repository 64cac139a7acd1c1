/** What participants tell about themselves: all of it optional, seen by coordinators only, erasable. */
import { z } from 'zod';
import { textSchema } from './common.ts';

const speed = (says: string) => z.number().min(0.001).max(1e9).describe(says);

/** As the client of the person measured it on their machine. */
export const measuredSchema = z.strictObject({
  pointsPerSecond: speed('Points that the machine multiplies in a second').optional(),
  downloadMbit: speed('Megabits received in a second').optional(),
  uploadMbit: speed('Megabits sent in a second').optional(),
});

const link = z
  .url({ protocol: /^https?$/ })
  .max(300)
  .regex(/^[\x21-\x7e]+$/, 'an address in plain characters');

export const profileSchema = z.strictObject({
  background: textSchema(500).min(1).describe('Who the person is, in their words').optional(),
  region: textSchema(80).min(1).describe('Where in the world').optional(),
  links: z.array(link).max(5).describe('Pages that show who it is').optional(),
  availability: textSchema(500).min(1).describe('When the person has time').optional(),
  measured: measuredSchema.optional(),
});
export type Profile = z.infer<typeof profileSchema>;
