import { QUEUE_POLICY } from '@brebaje/ceremony/policy';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { ceremonyChangesSchema, ceremonyDraftSchema } from './ceremonies.ts';
import { fieldsOf } from './fault-fields.ts';

/** Whether somebody can write a field of this path. */
function isWritten(schema: z.ZodType, [name, ...rest]: string[]): boolean {
  const { shape, element, options, innerType } = schema.def as unknown as {
    shape?: Record<string, z.ZodType>;
    element?: z.ZodType;
    options?: z.ZodType[];
    innerType?: z.ZodType;
  };
  if (innerType) return isWritten(innerType, name === undefined ? [] : [name, ...rest]);
  if (name === undefined) return true;
  if (options) return options.some((one) => isWritten(one, [name, ...rest]));
  if (element) return /^\d+$/.test(name) && isWritten(element, rest);
  const next = shape?.[name];
  return next !== undefined && isWritten(next, rest);
}

it('names fields that a draft and its changes have, for each rule there is', () => {
  for (const name of Object.keys(QUEUE_POLICY)) {
    const [path = ''] = fieldsOf({ about: [name] });
    expect(path).toMatch(/^policy\./);
    for (const schema of [ceremonyDraftSchema, ceremonyChangesSchema])
      expect(isWritten(schema, path.split('.')), path).toBe(true);
  }
  const others = ['opensAt', 'closesAt', 'test', 'accounts', 'phases.3.until', 'beacon.slot', 'sizes.1.g2'];
  for (const path of fieldsOf({ about: others })) {
    expect(isWritten(ceremonyDraftSchema, path.split('.')), path).toBe(true);
  }
  expect(isWritten(ceremonyDraftSchema, ['policy', 'checkIn', 'never'])).toBe(false);
});

it('names none where a fault is about none', () => {
  expect(fieldsOf({})).toEqual([]);
});
