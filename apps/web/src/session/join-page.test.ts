import { describe, expect, it } from 'vitest';
import { joinPage } from './join-page.ts';

const HERE = 'https://kzg.example/there';
const TOKEN = 'abcdefghijklmnopqrstuvwxy1';

describe('a link that somebody pastes', () => {
  it('leads to the page that uses it', () => {
    const link = `${HERE}/app/join#${TOKEN}`;
    expect(joinPage(HERE, ` ${link}\n`)).toBe(link);
    expect(joinPage(HERE, TOKEN)).toBe(link);
  });

  it.each([
    '',
    `https://elsewhere.example/app/join#${TOKEN}`,
    `${HERE}/app/join#`,
    `${HERE}/app/join#${TOKEN}extra`,
    `javascript:alert(1)//app/join#${TOKEN}`,
    `${HERE}.evil.example/app/join#${TOKEN}`,
  ])('leads nowhere else: %s', (text) => expect(joinPage(HERE, text)).toBeUndefined());
});
