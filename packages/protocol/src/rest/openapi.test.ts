import { expect, it } from 'vitest';
import { z } from 'zod';
import { idParams, idSchema } from './common.ts';
import { openApi } from './openapi.ts';
import { type Operation, operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';

const document = openApi({ version: '1.2.3' });
const operations = Object.entries(OPERATIONS as Record<string, Operation>);

/** Every object in the document, with where it is. */
function* everything(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* everything(inner, `${path}/${key}`);
}

it('describes every operation once, under its name', () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids.toSorted()).toEqual(operations.map(([id]) => id).toSorted());
});

it('has no two operations on one method and path', () => {
  const places = operations.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

it('points only at what is there', () => {
  for (const [path, { $ref }] of everything(document))
    if ($ref !== undefined) {
      const [, ...steps] = String($ref).split('/');
      const found = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], document);
      expect(found, `${path} points at ${$ref}`).toBeDefined();
    }
});

it.each(operations)('%s declares every member of its path, and no other', (_, { path, params }) => {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  expect(Object.keys(params?.shape ?? {}).toSorted()).toEqual(named.toSorted());
});

it.each(operations)('%s has an example of its body that its schema takes', (_, { path, method, body }) => {
  if (!body) return;
  const { requestBody } = document.paths[path]![method.toLowerCase()]!;
  const [media] = Object.values(requestBody!.content) as { example?: unknown }[];
  const parsed = body.safeParse(media?.example);
  expect(parsed.success, `${JSON.stringify(media?.example)}: ${parsed.error?.message}`).toBe(true);
});

it.each(operations)('%s takes no unknown field in its query and body', (_, { path, method, query, body }) => {
  const { requestBody } = document.paths[path]![method.toLowerCase()]!;
  const [media] = Object.values(requestBody?.content ?? {}) as { example?: object }[];
  for (const schema of [query, body]) {
    const example = schema === body ? media?.example : {};
    const { error } = schema?.safeParse({ ...example, thisIsNoField: 1 }) ?? {};
    if (schema) expect(error?.issues.flatMap(codesOf)).toContain('unrecognized_keys');
  }
});

const codesOf = (issue: z.core.$ZodIssue): string[] =>
  issue.code === 'invalid_union' ? issue.errors.flat().flatMap(codesOf) : [issue.code];

const SAMPLE = {
  changeThing: operation({
    method: 'PATCH',
    path: '/things/{id}',
    tag: 'Things',
    summary: 'Change a thing',
    access: 'coordinator',
    params: idParams,
    versioned: true,
    query: z.strictObject({ quiet: z.enum(['true', 'false']).transform(Boolean).default(false) }),
    body: z.strictObject({ name: z.string().min(12) }),
    answers: { 200: { description: 'Changed', body: z.object({ id: idSchema }).meta({ id: 'Thing' }) } },
    problems: ['CONFLICT'],
  }),
};

it('writes path, query, versions, refusals and rights of an operation', () => {
  const { paths, components } = openApi({ version: '1', serverUrl: 'https://c.example/k' }, SAMPLE);
  const { patch } = paths['/things/{id}']!;
  expect(patch).toMatchObject({
    operationId: 'changeThing',
    'x-access': 'coordinator',
    security: [{ session: [] }],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
      { name: 'quiet', in: 'query', required: false, schema: { type: 'boolean' } },
      { name: 'If-Match', in: 'header', required: false },
    ],
    requestBody: { required: true, content: { 'application/json': { example: { name: 'an-exampleee' } } } },
    responses: {
      200: {
        headers: { ETag: {} },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
      },
      401: { headers: { 'WWW-Authenticate': {} } },
      409: {
        content: {
          'application/problem+json': {
            schema: { properties: { code: { enum: ['CONFLICT', 'CHANGED_MEANWHILE'] } } },
          },
        },
      },
      503: { headers: { 'Retry-After': {} } },
    },
  });
  expect(components.schemas.Thing).toMatchObject({ additionalProperties: false, required: ['id'] });
});

it('names the media types of bodies that are no JSON', () => {
  const { body: _, ...shape } = SAMPLE.changeThing;
  const { paths } = openApi(
    { version: '1' },
    {
      streamed: { ...shape, streamed: 'application/octet-stream' },
      table: { ...SAMPLE.changeThing, path: '/tables/{id}', csv: true },
    },
  );
  const types = Object.values(paths).map(({ patch }) => Object.keys(patch!.requestBody!.content));
  expect(types).toEqual([['application/octet-stream'], ['application/json', 'text/csv']]);
});

it('keeps two shapes apart that have one name', () => {
  const sent = z.strictObject({ name: z.string() }).meta({ id: 'Thing' });
  const { changeThing } = SAMPLE;
  const { paths, components } = openApi({ version: '1' }, { changeThing: { ...changeThing, body: sent } });
  const { requestBody, responses } = paths['/things/{id}']!.patch!;
  const schemas = [requestBody!.content, responses['200']!.content!].map(
    (content) => (content['application/json'] as { schema: { $ref: string } }).schema.$ref,
  );
  expect(new Set(schemas).size).toBe(2);
  expect(Object.keys(components.schemas)).toHaveLength(3);
});
