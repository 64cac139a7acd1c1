/** The JSON Schema (2020-12) of what parses a request or is answered, for documents and their examples. */
import { z } from 'zod';

/** As much of JSON Schema as zod writes. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  default?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
}

/** Shapes that have a name (`meta({ id })`), as `components.schemas` of an OpenAPI document. */
export type NamedShapes = Record<string, JsonSchema>;

/** Patterns with classes of Unicode are left out: languages differ in them, and many cannot read them at all. */
function override({
  jsonSchema,
}: {
  jsonSchema: { pattern?: string; allOf?: { pattern?: string }[] };
}): void {
  for (const part of [jsonSchema, ...(jsonSchema.allOf ?? [])])
    if (part.pattern?.includes('\\p{')) delete part.pattern;
}

/** What a client sends (input) or gets (output). Named shapes are added to `named` and referred to. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output', named: NamedShapes): JsonSchema {
  const {
    $schema: _,
    $defs,
    ...own
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override }) as JsonSchema & {
    $schema?: string;
    $defs?: Record<string, JsonSchema>;
  };
  const places = new Map<string, string>();
  for (const [name, shape] of Object.entries($defs ?? {})) places.set(name, placeFor(name, shape, io, named));
  const moved = (value: JsonSchema) => withRefs(value, places);
  for (const [name, shape] of Object.entries($defs ?? {})) named[places.get(name)!] = moved(shape);
  return moved(own);
}

/** A name of its own for a shape that is written otherwise under the same name: sent and answered, say. */
function placeFor(name: string, shape: JsonSchema, io: string, named: NamedShapes): string {
  const same = (place: string) =>
    named[place] === undefined || unreferred(named[place]) === unreferred(shape);
  const wanted = /^__schema\d+$/.test(name) ? 'Nested' : name;
  if (same(wanted)) return wanted;
  for (let count = 1; ; count++) {
    const place = `${wanted}${io === 'input' ? 'Input' : 'Answer'}${count === 1 ? '' : count}`;
    if (same(place)) return place;
  }
}

/** The schema as text, without what its references are called. */
const unreferred = (schema: JsonSchema): string =>
  JSON.stringify(schema, (key, value) => (key === '$ref' ? String(value).split('/').pop() : value));

function withRefs(schema: JsonSchema, places: Map<string, string>): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string'
      ? `#/components/schemas/${places.get(value.replace('#/$defs/', '')) ?? value}`
      : value,
  );
}

/** One member of a path or query: its schema as the value is meant, and whether it has to be there. */
export interface ParameterShape {
  name: string;
  required: boolean;
  schema: JsonSchema;
}

/** The members of `params` or `query`. Values are described by what they mean, not as the text they travel as. */
export function parametersOf(shape: z.ZodObject): ParameterShape[] {
  const { required = [] } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any', override });
  return Object.entries(shape.shape as Record<string, z.ZodType>).map(([name, member]) => ({
    name,
    required: required.includes(name),
    schema: meantBy(member),
  }));
}

function meantBy(member: z.ZodType): JsonSchema {
  try {
    const { $schema: _, ...schema } = z.toJSONSchema(member, { io: 'output', override });
    return schema as JsonSchema;
  } catch {
    // A transformation: only what is sent can be described.
    const { $schema: _, ...schema } = z.toJSONSchema(member, {
      io: 'input',
      unrepresentable: 'any',
      override,
    });
    return asFlag(schema as JsonSchema);
  }
}

/** `true` and `false` as words are a flag. */
function asFlag(schema: JsonSchema): JsonSchema {
  if (schema.enum?.join() !== 'true,false') return schema;
  const { enum: _, type: __, ...rest } = schema;
  return { ...rest, type: 'boolean' };
}

/** The schema behind a reference. */
export function resolved(schema: JsonSchema, named: NamedShapes): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const shape = named[schema.$ref.replace('#/components/schemas/', '')];
  if (!shape) throw new Error(`nothing is at ${schema.$ref}`);
  const { $ref: _, ...rest } = schema;
  return { ...resolved(shape, named), ...rest };
}
