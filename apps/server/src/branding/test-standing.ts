import type { Standing } from './standing.ts';

/** Where some ceremony stands. */
export const STANDING: Standing = {
  title: 'Spring',
  slug: 'spring',
  project: 'Fair',
  projectSlug: 'fair',
  test: false,
  state: 'open',
  words: 'open',
  contributions: 12,
  accentLight: null,
  accentDark: null,
};

/** Titles as nobody should write them. */
export const HOSTILE = [
  '"><script>alert(1)</script>',
  "' onload='alert(1)",
  '</title></svg><svg onload=alert(1)>',
  ']]><!--',
  '&lt;b&gt;&amp;&#60;',
  'javascript:alert(1)',
  '\u202egnp.exe\u202c \u2066\u200f',
  '\u200b\u200b\u200b',
  '\u0000\u0007\u001b[31m',
  `Z${'\u0310'.repeat(500)}`,
  '仪式'.repeat(30),
  '🎉'.repeat(60),
  'مراسم الربيع',
  'W'.repeat(10_000),
  ' '.repeat(10_000),
  '{{7*7}}<%= 7*7 %>$&$`',
];
