/** Examples of values, made from their schemas: from `examples` where there are any, else the simplest that fits. */
import { type JsonSchema, type NamedShapes, resolved } from './json-schema.ts';

const MOMENT = 1_767_225_600;

/** Undefined when nothing can be said. Optional members of an object are left out unless all are. */
export function exampleOf(reference: JsonSchema, named: NamedShapes): unknown {
  const schema = resolved(reference, named);
  if (schema.examples && schema.examples.length > 0) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(choice, named);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return objectExample(schema, named);
    case 'array':
      return schema.items ? [exampleOf(schema.items, named)] : [];
    case 'integer':
    case 'number':
      return numberExample(schema);
    case 'boolean':
      return true;
    case 'string':
      return stringExample(schema);
    default:
      return undefined;
  }
}

function objectExample(schema: JsonSchema, named: NamedShapes): Record<string, unknown> {
  const members = Object.entries(schema.properties ?? {});
  const required = members.filter(([name]) => schema.required?.includes(name));
  const shown = required.length > 0 ? required : members.slice(0, 1);
  return Object.fromEntries(shown.map(([name, member]) => [name, exampleOf(member, named)]));
}

function numberExample(schema: JsonSchema): number {
  if (schema.description?.startsWith('Seconds since 1970') || schema.maximum === 253_402_300_799)
    return MOMENT;
  return schema.minimum ?? 1;
}

function stringExample({ format, pattern, minLength = 0 }: JsonSchema): string {
  if (format === 'uri') return 'https://example.org/';
  if (format === 'email') return 'ada@example.org';
  if (format === 'uuid') return '6f1c2a9e-3b57-4d0a-9c1e-5a7d2e8f4b10';
  const digits = /^\^(0x)?\[(?:0-9a-f|0-9a-fA-F|a-z0-9)\]\{(\d+)\}\$$/.exec(pattern ?? '');
  if (digits) return (digits[1] ?? '') + '1'.padStart(Number(digits[2]), '0');
  const text = 'an-example';
  return text.padEnd(minLength, 'e');
}
