import { expect, it } from 'vitest';
import { z } from 'zod';
import { idParams } from './common.ts';
import { operation } from './operation.ts';
import { reference } from './reference.ts';

const thing = z.object({ id: z.int(), parts: z.array(z.object({ name: z.string() })) }).meta({ id: 'Thing' });

const SAMPLE = {
  readThings: operation({
    method: 'GET',
    path: '/things',
    tag: 'Things',
    summary: 'Things',
    access: 'public',
    query: z.strictObject({ kind: z.enum(['A', 'B']), limit: z.coerce.number().int().max(9).default(5) }),
    answers: { 200: { description: 'All', body: z.object({ items: z.array(thing) }) } },
    problems: [],
  }),
  changeThing: operation({
    method: 'PATCH',
    path: '/things/{id}',
    tag: 'Things',
    summary: 'Change',
    access: 'user',
    params: idParams,
    body: z.strictObject({
      name: z
        .string()
        .max(7)
        .meta({ examples: ["it's"] }),
    }),
    answers: { 204: { description: 'Done' } },
    problems: ['CONFLICT'],
  }),
};

it('takes shapes apart, and leaves those that have a name to their own table', () => {
  const { chapters, shapes } = reference('https://c.example', SAMPLE);
  const [list, change] = chapters[0]!.operations;
  expect(list!.parameters).toEqual([
    { place: 'query', name: 'kind', type: '"A" or "B"', required: true, description: '' },
    {
      place: 'query',
      name: 'limit',
      type: 'integer',
      required: false,
      description: expect.stringContaining('to 9; 5 unless said'),
    },
  ]);
  expect(list!.answers[0]!.fields).toEqual([
    { name: 'items', type: 'array of Thing', required: true, description: '' },
  ]);
  expect(shapes.find(({ name }) => name === 'Thing')!.fields.map(({ name }) => name)).toEqual([
    'id',
    'parts',
    'parts[].name',
  ]);
  expect(change!.body).toEqual([
    { name: 'name', type: 'string', required: true, description: 'at most 7 characters' },
  ]);
  expect(change!.refusals.find(({ status }) => status === 409)).toEqual({ status: 409, codes: ['CONFLICT'] });
});

it('shows each call as a command for a shell', () => {
  const [list, change] = reference('https://c.example', SAMPLE).chapters[0]!.operations;
  expect(list!.curl).toBe("curl 'https://c.example/things?kind=A'");
  expect(change!.curl.split(' \\\n  ')).toEqual([
    'curl -X PATCH https://c.example/things/1',
    '-H "Authorization: Bearer $BREBAJE_SESSION"',
    "-H 'Content-Type: application/json'",
    `-d '{"name":"it'\\''s"}'`,
  ]);
});
