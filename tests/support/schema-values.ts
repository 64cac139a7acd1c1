/** Random values that fit a JSON schema (2020-12, as the OpenAPI document has them), and some that nearly do. */
import fc from 'fast-check';

/** The part of the vocabulary that zod writes. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
}

/** Values that fit `schema`; references are looked up in `root`. */
export function fitting(schema: JsonSchema, root: object): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return fc.constant(null).chain(() => fitting(follow(schema.$ref!, root), root));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, root)));
  if (schema.allOf)
    return fc
      .tuple(...schema.allOf.map((part) => fitting(part, root)))
      .map((parts) =>
        parts.every((part) => typeof part === 'object') ? Object.assign({}, ...parts) : parts[0],
      );
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: lowest(schema), max: highest(schema) });
    case 'number':
      return fc.double({ min: lowest(schema), max: highest(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fitting(schema.items ?? {}, root), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 4, 4)),
      });
    case 'object':
      return record(schema, root);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

/** Values of which one part is wrong: missing, too much, of another type, out of bounds. */
export function nearlyFitting(schema: JsonSchema, root: object): fc.Arbitrary<unknown> {
  const bad = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0,
      1e308,
      '',
      'x'.repeat(5000),
      [],
      {},
      '\u0000',
      '<script>',
      "' or 1=1",
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
  return fc.tuple(fitting(schema, root), fc.nat(), bad, fc.nat(3)).map(([value, pick, other, way]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return other;
    const copy: Record<string, unknown> = { ...value };
    const keys = Object.keys(copy);
    const key = keys[pick % Math.max(1, keys.length)];
    if (way === 0 || key === undefined) copy.unheardOf = other;
    else if (way === 1) delete copy[key];
    else copy[key] = other;
    return copy;
  });
}

function record(schema: JsonSchema, root: object): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, part]) => [name, fitting(part, root)]),
  );
  return fc.record(model, { requiredKeys: (schema.required ?? []).filter((name) => name in model) });
}

function text(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.format === 'uuid') return fc.uuid();
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
  const fits = (word: string): boolean => word.length >= minLength && word.length <= maxLength;
  if (pattern !== undefined && !/\\p|\(\?/.test(pattern))
    return fc.stringMatching(new RegExp(pattern), { size: 'small' }).filter(fits);
  const words = fc.string({
    minLength,
    maxLength: Math.max(minLength, Math.min(maxLength, 64)),
    unit: 'grapheme-ascii',
  });
  return pattern === undefined ? words : words.map((word) => word.replace(/[<>|\s]/g, '-')).filter(fits);
}

function lowest({ minimum, exclusiveMinimum }: JsonSchema): number {
  return minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + 1);
}

function highest({ maximum, exclusiveMaximum }: JsonSchema): number {
  return Math.min(maximum ?? exclusiveMaximum ?? 10_000, 2 ** 31 - 1);
}

function follow(reference: string, root: object): JsonSchema {
  let found: unknown = root;
  for (const step of reference.replace(/^#\//, '').split('/'))
    found = (found as Record<string, unknown>)[step];
  if (typeof found !== 'object' || found === null) throw new Error(`${reference} leads nowhere`);
  return found as JsonSchema;
}
