/** What a field says, in words, to be compared. */
import type { Formats } from '../../../texts/formats.ts';
import type { Texts } from '../../../texts/use-texts.tsx';
import type { Codec } from './form/codecs.ts';
import { moment, span } from './form/codecs.ts';

export function shownValue(
  { codec }: { codec: Codec<unknown> },
  value: unknown,
  { t, formats }: { t: Texts['t']; formats: Formats },
): string {
  let written: unknown;
  try {
    written = codec.write(value);
  } catch {
    return '?';
  }
  if (written === undefined) return t('setup.nothing');
  if (codec === (span as Codec<unknown>)) return formats.span(written as number);
  if (codec === (moment as Codec<unknown>)) return formats.moment(written as number);
  if (typeof written === 'number') return formats.number(written);
  if (typeof written === 'boolean') return t(written ? 'setupForm.yes' : 'setupForm.no');
  if (typeof written === 'string') return written;
  return inWords(written);
}

/** Rows and groups, as the interface names their members. */
function inWords(written: unknown): string {
  if (Array.isArray(written)) return written.map(inWords).join('\n');
  if (typeof written !== 'object' || written === null) return `${written}`;
  return Object.entries(written)
    .map(([name, value]) => `${name} ${inWords(value)}`)
    .join(', ');
}
