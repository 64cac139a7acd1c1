/** How the text of an option becomes a value. Every parser throws an Error whose message says what is wanted. */
import { parseDuration, writeDuration } from '@brebaje/protocol/duration';

/** One option: where it may come from is derived from its name (`publicUrl`: --public-url, BREBAJE_PUBLIC_URL). */
export interface Option<T> {
  type: string;
  default: T;
  help: string;
  /** Secrets never come from an argument; null: no secret. The function says which values are secret. */
  secret: ((text: string) => boolean) | null;
  parse(value: unknown): T;
}

/** A value as people write it (`32s`, `2022-08-01T00:00:00Z`, `yes`); nothing for none. */
export function written(type: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (type === 'date') return new Date(value as number).toISOString().replace('.000', '');
  if (type === 'size') return writtenSize(value as number);
  if (type !== 'duration') return String(value);
  return writeDuration(value as number);
}

interface About<T> {
  default: T;
  help: string;
  secret?: boolean | ((text: string) => boolean);
}

function option<T>(type: string, about: About<T>, parse: (value: unknown) => T): Option<T> {
  const { secret } = about;
  return {
    type,
    default: about.default,
    help: about.help,
    secret: typeof secret === 'function' ? secret : secret ? () => true : null,
    parse,
  };
}

const words = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new Error('expected one value');
};

export const text = <T extends string | null>(about: About<T>): Option<string | T> =>
  option('text', about as About<string | T>, words);

export const whole = <T extends number | null>(
  about: About<T> & { min?: number; max?: number },
): Option<number | T> =>
  option('number', about as About<number | T>, (value) => {
    const number = Number(words(value).replaceAll('_', ''));
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = about;
    if (!Number.isSafeInteger(number) || number < min || number > max)
      throw new Error(`expected a whole number from ${min} to ${max}`);
    return number;
  });

export const flag = <T extends boolean | null>(about: About<T>): Option<boolean | T> =>
  option('yes/no', about as About<boolean | T>, (value) => {
    const word = words(value).toLowerCase();
    if (['true', '1', 'yes', 'on', ''].includes(word)) return true;
    if (['false', '0', 'no', 'off'].includes(word)) return false;
    throw new Error('expected yes or no');
  });

export const choice = <const C extends string, T extends C | null>(
  choices: readonly C[],
  about: About<T>,
): Option<C | T> =>
  option(choices.join('|'), about as About<C | T>, (value) => {
    const word = words(value);
    if (!(choices as readonly string[]).includes(word))
      throw new Error(`expected one of ${choices.join(', ')}`);
    return word as C;
  });

/** A duration with its unit (`32s`, `10 min`, `24h`), as milliseconds. */
export const duration = <T extends number | null>(about: About<T>): Option<number | T> =>
  option('duration', about as About<number | T>, (value) => parseDuration(words(value)));

const SIZES: Record<string, number> = {
  GiB: 2 ** 30,
  MiB: 2 ** 20,
  KiB: 2 ** 10,
  GB: 1e9,
  MB: 1e6,
  kB: 1e3,
  B: 1,
};

/** An amount of data with its unit (`1GiB`, `500 MB`), as bytes. */
export const size = <T extends number | null>(about: About<T>): Option<number | T> =>
  option('size', about as About<number | T>, (value) => {
    const word = words(value).trim();
    const match = /^(\d+(?:\.\d+)?)\s*(GiB|MiB|KiB|GB|MB|kB|B)$/.exec(word);
    const bytes = word === '0' ? 0 : match ? Math.round(Number(match[1]) * SIZES[match[2]!]!) : Number.NaN;
    if (!Number.isSafeInteger(bytes))
      throw new Error('expected an amount with its unit, such as 500MB or 1GiB');
    return bytes;
  });

function writtenSize(bytes: number): string {
  const unit = Object.keys(SIZES).find((name) => bytes % SIZES[name]! === 0)!;
  return bytes === 0 ? '0' : `${bytes / SIZES[unit]!}${unit}`;
}

/** A moment with its offset from UTC, as milliseconds since 1970. */
export const moment = <T extends number | null>(about: About<T>): Option<number | T> =>
  option('date', about as About<number | T>, (value) => {
    const word = words(value);
    const millis = Date.parse(word);
    if (Number.isNaN(millis) || !/(Z|[+-]\d\d:\d\d)$/.test(word))
      throw new Error('expected a date with its offset, such as 2022-08-01T00:00:00Z');
    return millis;
  });

function httpUrl(word: string): string {
  let url: URL;
  try {
    url = new URL(word);
  } catch {
    throw new Error('expected a URL such as https://ceremony.example.org');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error('expected an http or https URL');
  return word;
}

export const url = <T extends string | null>(about: About<T>): Option<string | T> =>
  option('URL', about as About<string | T>, (value) => httpUrl(words(value)));

/** Where mail is handed in. */
export const smtpUrl = <T extends string | null>(about: About<T>): Option<string | T> =>
  option('URL', about as About<string | T>, (value) => {
    const word = words(value);
    const url = URL.canParse(word) ? new URL(word) : null;
    const fits = (url?.protocol === 'smtp:' || url?.protocol === 'smtps:') && url.hostname !== '';
    if (!fits) throw new Error('expected smtps://user@mail.example.org or smtp://user@mail.example.org:587');
    return word;
  });

/** An address, or a name and an address in angle brackets, on one line. */
export const mailFrom = <T extends string | null>(about: About<T>): Option<string | T> =>
  option('address', about as About<string | T>, (value) => {
    const word = words(value).trim();
    if (!/^(?:[^\p{Cc}<>"]{0,100}<[^\s<>@"]+@[^\s<>@"]+>|[^\s<>@"]+@[^\s<>@"]+)$/u.test(word))
      throw new Error('expected ceremony@example.org or Name <ceremony@example.org>');
    return word;
  });

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value.map(words) : words(value).split(/[\s,]+/)).filter((word) => word !== '');

/** Several texts: a TOML array, or one text with commas or spaces between. */
export const list = (about: About<string[]>): Option<string[]> => option('list', about, listOf);

export const urls = (about: About<string[]>): Option<string[]> =>
  option('URLs', about, (value) => listOf(value).map(httpUrl));
