/** The REST interface as a readable reference: what the page at /docs and the file in docs/ both say. */
import { problemSchema } from './common.ts';
import { exampleOf } from './example.ts';
import { type JsonSchema, jsonSchemaOf, type NamedShapes, parametersOf } from './json-schema.ts';
import { refusalsOf } from './openapi.ts';
import type { Access, Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { PROBLEM_TABLE, type ProblemCode } from './problems.ts';

export interface Reference {
  chapters: { tag: string; operations: OperationEntry[] }[];
  /** Shapes that have a name, by that name. */
  shapes: { name: string; fields: Field[] }[];
  problems: { code: ProblemCode; status: number; text: string; next: string }[];
}

export interface OperationEntry {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  access: Access;
  parameters: (Field & { place: 'path' | 'query' })[];
  body: Field[] | undefined;
  answers: { status: string; description: string; type: string | undefined; fields: Field[] }[];
  refusals: { status: number; codes: ProblemCode[] }[];
  versioned: boolean;
  /** Other media types that the body may have. */
  bodyTypes: string[];
  curl: string;
}

export interface Field {
  /** `turn.step`, `items[].id`: members of members in one row each. */
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** Who may call, in words. */
export const ACCESS_WORDS: Record<Access, string> = {
  public: 'everybody',
  user: 'whoever is signed in',
  self: 'the person it is about, coordinators of that ceremony, operators',
  person: 'the person it is about',
  coordinator: 'coordinators of that project, operators',
  operator: 'operators of the server',
};

/**
 * @param base where the server is, without a slash at the end, for the examples
 */
export function reference(base: string, operations: Record<string, Operation> = OPERATIONS): Reference {
  const named: NamedShapes = {};
  const chapters = new Map<string, OperationEntry[]>();
  for (const [id, shape] of Object.entries(operations))
    chapters.set(shape.tag, [...(chapters.get(shape.tag) ?? []), entry(id, shape, base, named)]);
  named.Problem = jsonSchemaOf(problemSchema, 'output', named);
  return {
    chapters: [...chapters].map(([tag, entries]) => ({ tag, operations: entries })),
    shapes: Object.entries(named)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => ({ name, fields: fieldsOf(schema) })),
    problems: (Object.keys(PROBLEM_TABLE) as ProblemCode[])
      .toSorted()
      .map((code) => ({ code, ...PROBLEM_TABLE[code] })),
  };
}

function entry(id: string, shape: Operation, base: string, named: NamedShapes): OperationEntry {
  const body = shape.body && jsonSchemaOf(shape.body, 'input', named);
  return {
    id,
    method: shape.method,
    path: shape.path,
    summary: shape.summary,
    description: shape.description,
    access: shape.access,
    parameters: [...parameterFields(shape.params, 'path'), ...parameterFields(shape.query, 'query')],
    body: body && fieldsOf(body),
    answers: Object.entries(shape.answers).map(([status, answer]) => {
      const schema = answer.body && jsonSchemaOf(answer.body, 'output', named);
      return {
        status,
        description: answer.description,
        type: schema ? typeWords(schema) : answer.mediaType,
        fields: schema ? fieldsOf(schema) : [],
      };
    }),
    refusals: [...refusalsOf(shape)].map(([status, codes]) => ({ status, codes })),
    versioned: shape.versioned === true,
    bodyTypes: [shape.streamed ?? [], shape.csv ? ['text/csv'] : []].flat(),
    curl: curlOf(shape, body, base, named),
  };
}

function parameterFields(params: Operation['params'], place: 'path' | 'query'): OperationEntry['parameters'] {
  if (!params) return [];
  return parametersOf(params).map(({ name, required, schema }) => ({
    place,
    name,
    type: typeWords(schema),
    required: place === 'path' || required,
    description: descriptionOf(schema),
  }));
}

/** The members of an object, or of the items of an array; members that are objects themselves are taken apart. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  if (schema.items && prefix === '') return fieldsOf(schema.items, '[]');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return uniqueFields(choices.flatMap((choice) => fieldsOf(choice, prefix)));
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const field = {
      name: path,
      type: typeWords(member),
      required: schema.required?.includes(name) ?? false,
      description: descriptionOf(member),
    };
    const inner = member.items ? fieldsOf(member.items, `${path}[]`) : fieldsOf(member, path);
    return [field, ...inner];
  });
}

function uniqueFields(fields: Field[]): Field[] {
  const known = new Map<string, Field>();
  for (const field of fields) {
    const before = known.get(field.name);
    if (!before) known.set(field.name, field);
    else if (!before.type.split(' or ').includes(field.type))
      known.set(field.name, { ...before, type: `${before.type} or ${field.type}` });
  }
  return [...known.values()];
}

/** A type in words: `integer`, `array of User`, `string or null`, `"READY" or "WAITING"`. */
export function typeWords(schema: JsonSchema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1)!;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeWords))].join(' or ');
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  if (schema.type === 'array') return `array of ${schema.items ? typeWords(schema.items) : 'anything'}`;
  return schema.type ?? 'anything';
}

function descriptionOf(schema: JsonSchema): string {
  const { minimum, maximum, maxLength, default: standard } = schema;
  const bounded = maximum !== undefined && maximum < 2 ** 32;
  const limits = [
    bounded ? `${minimum ?? 0} to ${maximum}` : '',
    maxLength !== undefined && schema.pattern === undefined ? `at most ${maxLength} characters` : '',
    standard !== undefined ? `${JSON.stringify(standard)} unless said` : '',
  ].filter((words) => words !== '');
  return [schema.description ?? '', limits.join('; ')].filter((part) => part !== '').join('. ');
}

function curlOf(shape: Operation, body: JsonSchema | undefined, base: string, named: NamedShapes): string {
  const path = shape.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const member = shape.params && parametersOf(shape.params).find((one) => one.name === name);
    return encodeURIComponent(String(member ? exampleOf(member.schema, named) : name));
  });
  const query = (shape.query ? parametersOf(shape.query) : [])
    .filter(({ required }) => required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema, named)))}`)
    .join('&');
  const url = `${base}${path}${query === '' ? '' : `?${query}`}`;
  const streams = Object.values(shape.answers).some(({ mediaType }) => mediaType === 'text/event-stream');
  const words = [
    `curl${streams ? ' -N' : ''}${shape.method === 'GET' ? '' : ` -X ${shape.method}`} ${quoted(url)}`,
    ...(shape.access === 'public' ? [] : ['-H "Authorization: Bearer $BREBAJE_SESSION"']),
    ...(body
      ? [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(exampleOf(body, named)))}`]
      : []),
    ...(shape.streamed ? [`-H 'Content-Type: ${shape.streamed}'`, '--data-binary @file'] : []),
  ];
  return words.join(' \\\n  ');
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Where a code is on the page: what `type` of a refusal ends with. */
export function problemAnchor(code: ProblemCode): string {
  return code.toLowerCase().replaceAll('_', '-');
}
