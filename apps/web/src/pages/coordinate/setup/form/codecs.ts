/** How a field of the form holds what the REST interface says: as people type it, so that nothing half-typed is lost. */

/** What somebody typed is no value of the field. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly kind: 'number' | 'needed';
  /** In which part of the field: names of parts, and numbers of rows. */
  readonly path: readonly (string | number)[];
  constructor(kind: 'number' | 'needed', path: readonly (string | number)[] = []) {
    super(kind);
    this.kind = kind;
    this.path = path;
  }
}

/** Writes a part of a field; what cannot be read says that it lies there. */
export function inPart<T>(name: string | number, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw error instanceof Unreadable ? new Unreadable(error.kind, [name, ...error.path]) : error;
  }
}

export interface Codec<Value> {
  /** Nothing said. */
  readonly empty: Value;
  /** From the interface; `undefined` gives what is empty. */
  read(written: unknown): Value;
  /** For the interface; undefined: nothing is said. Throws Unreadable. */
  write(value: Value): unknown;
}

export const UNITS = { s: 1, min: 60, h: 3_600, d: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** A duration as it is typed. */
export interface Span {
  readonly amount: string;
  readonly unit: Unit;
}

export const text: Codec<string> = {
  empty: '',
  read: (written) => (typeof written === 'string' ? written : ''),
  write: (value) => (value.trim() === '' ? undefined : value.trim()),
};

export const whole: Codec<string> = {
  empty: '',
  read: (written) => (typeof written === 'number' ? `${written}` : ''),
  write(value) {
    // Thousands as people write them.
    const digits = value.replace(/[\s_.,'’]/g, '');
    if (digits === '') return undefined;
    if (!/^\d{1,15}$/.test(digits)) throw new Unreadable('number');
    return Number(digits);
  },
};

/** Seconds, written with the largest unit that needs no fraction. */
export const span: Codec<Span> = {
  empty: { amount: '', unit: 'min' },
  read(written) {
    if (typeof written !== 'number') return span.empty;
    const units = (['d', 'h', 'min', 's'] as const).filter((unit) => written % UNITS[unit] === 0);
    const unit = written === 0 ? 's' : (units[0] ?? 's');
    return { amount: `${written / UNITS[unit]}`, unit };
  },
  write({ amount, unit }) {
    const digits = amount.trim().replace(',', '.');
    if (digits === '') return undefined;
    if (!/^\d+(\.\d+)?$/.test(digits)) throw new Unreadable('number');
    // Whole milliseconds: 0.1 s is no sum of powers of two.
    return Math.round(Number(digits) * UNITS[unit] * 1_000) / 1_000;
  },
};

/** Seconds since 1970; null: no date. */
export const moment: Codec<number | null> = {
  empty: null,
  read: (written) => (typeof written === 'number' ? written : null),
  write: (value) => value ?? undefined,
};

/** One of several words; the empty one says nothing. */
export function choice<const Word extends string>(words: readonly Word[]): Codec<Word | ''> {
  return {
    empty: '',
    read: (written) => words.find((word) => word === written) ?? '',
    write: (value) => (value === '' ? undefined : value),
  };
}

/** Yes, no, or nothing said. */
export const flag: Codec<'' | 'yes' | 'no'> = {
  empty: '',
  read: (written) => (typeof written === 'boolean' ? (written ? 'yes' : 'no') : ''),
  write: (value) => (value === '' ? undefined : value === 'yes'),
};

/** Several of some words. */
export function several<const Word extends string>(words: readonly Word[]): Codec<readonly Word[]> {
  return {
    empty: [],
    read: (written) => words.filter((word) => Array.isArray(written) && written.includes(word)),
    write: (value) => (value.length === 0 ? undefined : [...value]),
  };
}

/** A list of rows; an empty one says nothing. */
export function rows<Row>(one: Codec<Row>): Codec<readonly Row[]> {
  return {
    empty: [],
    read: (written) => (Array.isArray(written) ? written.map((row) => one.read(row)) : []),
    write: (value) =>
      value.length === 0 ? undefined : value.map((row, index) => inPart(index, () => one.write(row))),
  };
}

type Parts<Shape> = { readonly [Name in keyof Shape]: Codec<Shape[Name]> };

/** An object of fields; one of which nothing is said is not there. */
export function group<Shape extends object>(parts: Parts<Shape>): Codec<Shape> {
  const entries = Object.entries(parts) as [string, Codec<unknown>][];
  const each = (of: (codec: Codec<unknown>, name: string) => unknown) =>
    Object.fromEntries(entries.map(([name, codec]) => [name, of(codec, name)]));
  return {
    empty: each((codec) => codec.empty) as Shape,
    read: (written) =>
      each((codec, name) => codec.read((written as Record<string, unknown> | undefined)?.[name])) as Shape,
    write(value) {
      const said = Object.entries(
        each((codec, name) => inPart(name, () => codec.write((value as Record<string, unknown>)[name]))),
      ).filter(([, field]) => field !== undefined);
      return said.length === 0 ? undefined : Object.fromEntries(said);
    },
  };
}
