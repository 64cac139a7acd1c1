import { describe, expect, it } from 'vitest';
import { message, type TextKey } from '../texts/catalogue.ts';
import { createFormats } from '../texts/formats.ts';
import { localeOf } from '../texts/locale.ts';
import { fill, type Values } from '../texts/message.ts';
import { eligibilitySentence } from './eligibility-sentence.ts';

type Rule = Parameters<typeof eligibilitySentence>[1];

const speaker = (asked: string | null) => {
  const { catalogue, tag } = localeOf(asked, 'en');
  return {
    t: (key: TextKey, values?: Values) => fill(tag, message(catalogue, key), values),
    formats: { ...createFormats(tag), moment: (seconds: number) => `@${seconds}` },
  };
};
const said = (rule: Omit<Rule, 'words'>, asked: string | null = null) =>
  eligibilitySentence(speaker(asked), { ...rule, words: '' });

describe('who may join', () => {
  it.each([
    [{ who: 'OPEN', accounts: 'ANY' }, 'Open to anybody. Any account does.'],
    [{ who: 'INVITED', accounts: 'ANY' }, 'Open to people whom the coordinator invited.'],
    [
      {
        who: 'OPEN',
        accounts: 'CHECKED',
        ethereum: { minNonce: 4, block: 15_537_394 },
        github: { createdBefore: 9 },
      },
      'Open to anybody. You need an Ethereum address that had sent 4 transactions by block 15537394, or a GitHub account made before @9.',
    ],
    [
      { who: 'OPEN', accounts: 'CHECKED', ethereum: { minNonce: 1, block: 5 }, minimumAge: 86_400 },
      'Open to anybody. You need an Ethereum address that had sent 1 transaction by block 5. Accounts must be at least 1 day old.',
    ],
    [
      {
        who: 'OPEN',
        accounts: 'ANY',
        providers: ['Ethereum', 'Github', 'Invitation'],
        phases: [
          { name: 'First', from: 1, until: 2, who: 'INVITED', cohorts: ['red', 'blue'] },
          { name: 'Then', from: 2, who: 'OPEN' },
        ],
      },
      'First: people whom the coordinator invited (red and blue), from @1 to @2. Then: anybody, from @2. Any account does. You sign in with Ethereum, GitHub, or an invitation.',
    ],
  ] as [Omit<Rule, 'words'>, string][])('%j', (rule, text) => {
    expect(said(rule)).toBe(text);
    // Texts of the catalogue are in brackets, also within each other.
    let left = said(rule, 'en-XA');
    while (/\[[^[\]]*\]/.test(left)) left = left.replace(/\[[^[\]]*\]/g, '');
    expect(left.trim()).toBe('');
  });
});
