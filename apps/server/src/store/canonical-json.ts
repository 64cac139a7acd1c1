/**
 * RFC 8785: one text for one value. Keys in order of UTF-16 code units, numbers and strings as ECMAScript
 * writes them, no spaces. Throws TypeError on what JSON has no form for (undefined in an array, NaN, bigint,
 * lone surrogates); a key whose value is undefined is left out.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return JSON.stringify(value);
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('JSON text must not hold a lone surrogate');
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw new TypeError(`JSON has no form for a ${typeof value}`);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${canonicalJson(key)}:${canonicalJson(item)}`);
  return `{${entries.join(',')}}`;
}
