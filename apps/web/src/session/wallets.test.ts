import { describe, expect, it } from 'vitest';
import { announced } from './wallets.ts';

const provider = { request: async () => null };
const info = { uuid: 'one', name: 'Testy', icon: 'data:image/png;base64,AAAA', rdns: 'org.example' };

describe('a wallet that announces itself', () => {
  it('is shown with its name and icon', () => {
    expect(announced({ info, provider })).toEqual({ id: 'one', name: 'Testy', icon: info.icon, provider });
  });

  it.each([
    'https://example.org/icon.png',
    'javascript:alert(1)',
    'data:text/html,<b>',
    `data:image/png,${'A'.repeat(300_000)}`,
  ])('has no icon from elsewhere: %.30s', (icon) =>
    expect(announced({ info: { ...info, icon }, provider })?.icon).toBeUndefined(),
  );

  it('has one short line as its name, or none', () => {
    const named = (name: unknown) => announced({ info: { ...info, name }, provider })?.name;
    expect(named('A\u202e\nB')).toBe('A B');
    expect(named('x'.repeat(500))).toHaveLength(48);
    expect(named('\u0007')).toBeUndefined();
    expect(named(7)).toBeUndefined();
  });

  it.each([null, 'x', {}, { info }, { info, provider: {} }, { info: { ...info, uuid: '' }, provider }])(
    'is not %j',
    (detail) => expect(announced(detail)).toBeUndefined(),
  );
});
