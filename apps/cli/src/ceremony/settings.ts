import type { CeremonyDraft } from '@brebaje/protocol/rest/ceremonies';
import { changedPolicy, PRESET_POLICIES, policyBody } from '@brebaje/protocol/rest/policy';
import { parse } from 'smol-toml';
import { CommandError, EXIT } from '../exit-codes.ts';
import { draftOf } from './file.ts';

type Changes = Record<string, unknown>;

/** What `PATCH /ceremonies/{id}` takes of a file: all but what names a ceremony for good. */
export function changesOf({ slug: _slug, scheme: _scheme, sizes: _sizes, ...draft }: CeremonyDraft): Changes {
  const { policy, ...fields } = draft;
  if (policy === undefined) return fields;
  const { preset, ...rules } = policy;
  if (preset === undefined) return { ...fields, policy: rules };
  // A change knows no presets: all rules are sent, and those that differ are changed.
  const whole = policyBody(changedPolicy(PRESET_POLICIES[preset].policy, rules));
  const closing = { ...whole.closing, count: whole.closing.count ?? null };
  return { ...fields, policy: { ...whole, closing, warnBefore: whole.warnBefore ?? null } };
}

/** Keys of the file that an empty value takes away, and where they are in a change. */
const REMOVABLE: Record<string, readonly [string, string?]> = {
  'opens-at': ['opensAt'],
  'closes-at': ['closesAt'],
  'eligibility.phases': ['eligibility', 'phases'],
  'eligibility.providers': ['eligibility', 'providers'],
  'eligibility.minimum-account-age': ['eligibility', 'minimumAge'],
  'eligibility.ethereum-min-nonce': ['eligibility', 'ethereum'],
  'eligibility.github-created-before': ['eligibility', 'github'],
  'policy.warn-before': ['policy', 'warnBefore'],
  ...Object.fromEntries(
    ['purpose', 'instructions', 'timeline', 'capability', 'support', 'terms'].map((name) => [
      `about.${name}`,
      ['about', name] as const,
    ]),
  ),
};

/** What a ceremony is created with, for good. */
const FIXED = ['slug', 'scheme', 'sizes'];

/**
 * Changes from `key=value`, keys as a ceremony's file has them (`title`, `policy.contribution-time`), values as
 * TOML or as plain text; an empty one takes the key away. Throws CommandError.
 */
export function settingsOf(settings: readonly string[], current: { slug: string; title: string }): Changes {
  const file: string[] = [];
  const removed: (readonly [string, string?])[] = [];
  for (const setting of settings) {
    const [, key = '', value = ''] = /^([a-z][a-z.-]*)=(.*)$/s.exec(setting) ?? [];
    if (key === '') throw new CommandError(EXIT.usage, `${setting} is not key=value`);
    if (FIXED.includes(key))
      throw new CommandError(
        EXIT.usage,
        `${key} cannot change once a ceremony is created`,
        'create another ceremony with a slug of its own, and cancel this one',
      );
    if (value !== '') file.push(`${key} = ${asToml(value)}`);
    else if (key === 'policy.closes-after') removed.push(['policy', 'closing']);
    else if (REMOVABLE[key]) removed.push(REMOVABLE[key]);
    else throw new CommandError(EXIT.usage, `${key} cannot be taken away`, 'give it another value');
  }
  const named = (key: string) => file.some((text) => text.startsWith(`${key} =`));
  const given = [`slug = ${JSON.stringify(current.slug)}`];
  if (!named('title')) given.push(`title = ${JSON.stringify(current.title)}`);
  // Dotted keys need no sections.
  const { title, ...changes } = changesOf(draftOf([...given, ...file].join('\n'), 'this change'));
  const all: Changes = { ...changes, ...(named('title') ? { title } : {}) };
  for (const [section, name] of removed) {
    if (name === undefined) all[section] = null;
    else if (name === 'closing') all.policy = withNull(all.policy, 'closing', { count: null });
    else all[section] = withNull(all[section], name, null);
  }
  return all;
}

const withNull = (section: unknown, name: string, value: unknown): object => ({
  ...(section as object | undefined),
  [name]: value,
});

/** The value as it stands where it is TOML, else as a text. */
function asToml(value: string): string {
  try {
    parse(`value = ${value}`);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}
