/** Where a circuit comes from: what somebody needs to compile it again and compare. */
import { z } from 'zod';
import { textSchema } from './common.ts';

const oneLine = (longest: number) =>
  textSchema(longest)
    .min(1)
    .regex(/^[^\n\t]*$/, 'one line');

export const sourceSchema = z.strictObject({
  repository: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe('Address of the repository'),
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, 'a commit is 7 to 64 hexadecimal digits')
    .optional(),
  compiler: oneLine(200).optional().describe('Its name and version'),
  command: oneLine(2000).optional().describe('Exactly as it was run'),
});
export type CircuitSource = z.infer<typeof sourceSchema>;

export const hashSchema = z
  .string()
  .regex(/^(?:[0-9a-f]{64}|[0-9a-f]{128})$/, 'SHA-256 or BLAKE2b-512, lower-case hex');
