/** What a field says, in words, to be compared. */
import type { TextKey } from '../../../texts/catalogue.ts';
import type { Formats } from '../../../texts/formats.ts';
import type { Texts } from '../../../texts/use-texts.tsx';
import { type Codec, moment, span } from './form/codecs.ts';
import { anyField, type FieldName } from './form/fields.ts';

/** Words of the interface that have words for people, by field. */
const WORDS: Partial<Record<FieldName, Record<string, TextKey>>> = {
  who: { OPEN: 'setupForm.who_OPEN', INVITED: 'setupForm.who_INVITED' },
  accounts: { ANY: 'setupForm.accounts_ANY', CHECKED: 'setupForm.accounts_CHECKED' },
  missedCheckIn: {
    BARRED: 'setupForm.cost_BARRED',
    PENALTY: 'setupForm.cost_PENALTY',
    NOTHING: 'setupForm.cost_NOTHING',
  },
  lostTurn: {
    BARRED: 'setupForm.cost_BARRED',
    PENALTY: 'setupForm.cost_PENALTY',
    NOTHING: 'setupForm.cost_NOTHING',
  },
  drainLets: { EVERYBODY: 'setupForm.drainLets_EVERYBODY', OPEN_TURN: 'setupForm.drainLets_OPEN_TURN' },
};

export function shownValue(
  name: FieldName,
  value: unknown,
  { t, formats }: { t: Texts['t']; formats: Formats },
): string {
  const { codec } = anyField(name);
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
  const known = WORDS[name]?.[`${written}`];
  if (known) return t(known);
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
