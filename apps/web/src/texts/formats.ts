/** Numbers, sizes, times and spans as a language writes them. */

export interface Formats {
  number(value: number): string;
  percent(value: number): string;
  /** Bytes, in decimal units. */
  size(bytes: number): string;
  /** A span in the two largest units that say something; `narrow` for tables. */
  span(seconds: number, style?: 'long' | 'narrow'): string;
  /** Date and time where the reader is, with the zone; `seconds` since 1970. */
  moment(seconds: number): string;
  date(seconds: number): string;
  time(seconds: number): string;
  /** "3 minutes ago", "in 2 days". */
  relative(seconds: number, now: number): string;
  list(items: string[]): string;
  /** "this, that or the other". */
  choice(items: string[]): string;
}

const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const SPANS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export function createFormats(locale: string): Formats {
  const plain = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const list = new Intl.ListFormat(locale);
  const choice = new Intl.ListFormat(locale, { type: 'disjunction' });
  const unit = (value: number, name: string, style: 'long' | 'narrow' | 'short', digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: style,
      maximumFractionDigits: digits,
    }).format(value);
  return {
    number: (value) => plain.format(value),
    percent: (value) => percent.format(value),
    size(bytes) {
      const step = Math.min(BYTES.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
      const value = bytes / 1_000 ** step;
      // Short, English has no plural of byte.
      return unit(value, BYTES[step]!, step > 0 ? 'short' : 'long', step > 0 && value < 10 ? 1 : 0);
    },
    span(seconds, style = 'long') {
      let left = Math.max(0, Math.round(seconds));
      const parts: string[] = [];
      for (const [name, length] of SPANS) {
        const count = Math.floor(left / length);
        left -= count * length;
        if (count > 0) parts.push(unit(count, name, style));
        else if (parts.length > 0) break;
        if (parts.length === 2) break;
      }
      return parts.length === 0 ? unit(0, 'second', style) : parts.join(' ');
    },
    moment: (seconds) => moment.format(seconds * 1_000),
    date: (seconds) => date.format(seconds * 1_000),
    time: (seconds) => time.format(seconds * 1_000),
    relative(seconds, now) {
      const away = seconds - now;
      const [name, length] = SPANS.find(([, one]) => Math.abs(away) >= one) ?? SPANS[3];
      return relative.format(Math.trunc(away / length), name);
    },
    list: (items) => list.format(items),
    choice: (items) => choice.format(items),
  };
}
