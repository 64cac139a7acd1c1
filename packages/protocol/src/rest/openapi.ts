/** The OpenAPI 3.1 document of the REST interface, from the same schemas that parse requests. */

import { problemSchema } from './common.ts';
import { exampleOf } from './example.ts';
import { type JsonSchema, jsonSchemaOf, type NamedShapes, parametersOf } from './json-schema.ts';
import { commonProblems, type Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { PROBLEM_TABLE, type ProblemCode } from './problems.ts';

export interface OpenApi {
  openapi: '3.1.1';
  info: { title: string; version: string; summary: string; description: string; license: object };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: NamedShapes; securitySchemes: Record<string, object> };
}

export interface OpenApiOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  'x-access': string;
  security: Record<string, string[]>[];
  parameters?: object[];
  requestBody?: { required: boolean; content: Record<string, object> };
  responses: Record<string, OpenApiResponse>;
}

export interface OpenApiResponse {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, { schema?: JsonSchema }>;
}

const DESCRIPTION = `Times are seconds since 1970. Fields that do not apply are absent. A refusal is \`application/problem+json\` (RFC 9457) with a code that is documented and never changes its meaning.

A list answers \`{items, total, next}\`. Ask again with \`after\` set to \`next\` and everything else the same; on the last page \`next\` is absent. \`total\` is counted for the first page.

A single row carries its version as ETag. Send it as If-Match with a change, and the change is refused (412) when somebody else was faster.

A browser that asks for HTML is redirected to a page; other clients never are.`;

/**
 * The whole document.
 * @param serverUrl where paths begin; the document's own folder unless given
 */
export function openApi(
  { version, serverUrl = '.' }: { version: string; serverUrl?: string },
  operations: Record<string, Operation> = OPERATIONS,
): OpenApi {
  const schemas: NamedShapes = {};
  schemas.Problem = jsonSchemaOf(problemSchema, 'output', schemas);
  const paths: OpenApi['paths'] = {};
  for (const [id, shape] of Object.entries(operations)) {
    paths[shape.path] ??= {};
    paths[shape.path]![shape.method.toLowerCase()] = describe(id, shape, schemas);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Brebaje',
      version,
      summary: 'Trusted-setup ceremonies: participants, queues, contributions',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(Object.values(operations).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: {
          type: 'http',
          scheme: 'bearer',
          description: 'The session id that signing in gives (a UUID).',
        },
      },
    },
  };
}

function describe(id: string, shape: Operation, named: NamedShapes): OpenApiOperation {
  const parameters = [
    ...(shape.params ? parametersOf(shape.params).map((one) => parameter(one, 'path')) : []),
    ...(shape.query ? parametersOf(shape.query).map((one) => parameter(one, 'query')) : []),
    ...(shape.versioned && shape.method !== 'GET' ? [IF_MATCH] : []),
  ];
  return {
    operationId: id,
    tags: [shape.tag],
    summary: shape.summary,
    ...(shape.description === undefined ? {} : { description: shape.description }),
    'x-access': shape.access,
    security: shape.access === 'public' ? [{}, SESSION] : [SESSION],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(shape, named),
    responses: { ...answers(shape, named), ...refusals(shape) },
  };
}

const SESSION: Record<string, string[]> = { session: [] };

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'ETag of the version that is to be changed; without it whatever is there is changed',
  schema: { type: 'string' },
};

function parameter(
  { name, required, schema }: { name: string; required: boolean; schema: JsonSchema },
  place: 'path' | 'query',
): object {
  const { description, ...rest } = schema;
  return {
    name,
    in: place,
    required: place === 'path' || required,
    ...(description === undefined ? {} : { description }),
    // Several values travel with commas between them.
    ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
    schema: rest,
  };
}

function requestBody(shape: Operation, named: NamedShapes): Pick<OpenApiOperation, 'requestBody'> {
  const { body, streamed, csv } = shape;
  if (streamed !== undefined) return { requestBody: { required: true, content: { [streamed]: {} } } };
  if (!body) return {};
  const schema = jsonSchemaOf(body, 'input', named);
  const example = exampleOf(schema, named);
  const content = {
    'application/json': { schema, ...(example === undefined ? {} : { example }) },
    ...(csv ? { 'text/csv': { schema: { type: 'string' } } } : {}),
  };
  return { requestBody: { required: !body.safeParse({}).success, content } };
}

function answers(shape: Operation, named: NamedShapes): Record<string, OpenApiResponse> {
  return Object.fromEntries(
    Object.entries(shape.answers).map(([status, { description, body, mediaType, others }]) => {
      const headers = {
        ...(shape.versioned && body ? { ETag: header('Version of the row', 'string') } : {}),
        ...(status === '201' ? { Location: header('Where it is', 'string') } : {}),
      };
      const content: OpenApiResponse['content'] = {
        ...(body
          ? { [mediaType ?? 'application/json']: { schema: jsonSchemaOf(body, 'output', named) } }
          : {}),
        ...(!body && mediaType !== undefined ? { [mediaType]: {} } : {}),
        ...Object.fromEntries(
          Object.entries(others ?? {}).map(([type, what]) => [type, { schema: { description: what } }]),
        ),
      };
      return [
        status,
        {
          description,
          ...(Object.keys(headers).length === 0 ? {} : { headers }),
          ...(Object.keys(content).length === 0 ? {} : { content }),
        },
      ];
    }),
  );
}

/** Every code that an operation may be refused with, by its status. */
export function refusalsOf(shape: Operation): Map<number, ProblemCode[]> {
  const codes = [...new Set([...shape.problems, ...commonProblems(shape)])];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEM_TABLE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

function refusals(shape: Operation): Record<string, OpenApiResponse> {
  return Object.fromEntries(
    [...refusalsOf(shape)].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${code}: ${PROBLEM_TABLE[code].text}`).join('; '),
        ...headersOf(status),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Problem' }],
              properties: { code: { enum: codes }, status: { const: status } },
            },
          },
        },
      },
    ]),
  );
}

function headersOf(status: number): { headers?: Record<string, object> } {
  if (status === 401) return { headers: { 'WWW-Authenticate': header('Bearer', 'string') } };
  if (status === 429 || status === 503)
    return { headers: { 'Retry-After': header('Seconds to wait', 'integer') } };
  return {};
}

const header = (description: string, type: string) => ({ description, schema: { type } });
