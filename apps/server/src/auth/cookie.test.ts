import type { FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { agentLabel } from './agent-label.ts';
import { cookieName, readCookie, setBindingCookie, setSessionCookie } from './cookie.ts';
import { grouped, shortCode } from './short-code.ts';

const asking = (headers: Record<string, string>) => ({ headers }) as unknown as FastifyRequest;

describe('the cookie of our pages', () => {
  it.each([
    ['https://kzg.example', '__Host-brebaje'],
    ['https://kzg.example/', '__Host-brebaje'],
    ['https://kzg.example/one/two', '__Host-brebaje-one-two'],
    ['https://kzg.example:8443', '__Host-brebaje-8443'],
    ['http://localhost:3000', 'brebaje-3000'],
    ['http://127.0.0.1:3000/here', 'brebaje-3000-here'],
  ])('of %s is %s', (base, name) => expect(cookieName(base)).toBe(name));

  it('is secure where there is TLS, and Strict; what binds a sign-in elsewhere is Lax', () => {
    const lines: string[] = [];
    const reply = { header: (_: string, line: string) => lines.push(line) } as unknown as FastifyReply;
    setSessionCookie(reply, 'https://kzg.example', 'an-id');
    setBindingCookie(reply, 'https://kzg.example', 'a-value', 300);
    expect(lines).toEqual([
      expect.stringMatching(
        /^__Host-brebaje=an-id; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
      ),
      '__Host-brebaje-binding=a-value; Path=/; HttpOnly; SameSite=Lax; Max-Age=300; Secure',
    ]);
  });

  it('is read among others, and not when it is there twice', () => {
    expect(readCookie(asking({ cookie: 'a=1; b=2; ba=3' }), 'b')).toBe('2');
    for (const cookie of ['b=2; b=3', 'b=', 'xb=2', ''])
      expect(readCookie(asking({ cookie }), 'b')).toBeNull();
    expect(readCookie(asking({}), 'b')).toBeNull();
  });
});

it('sessions are labelled by browser and system, never by what the program wrote', () => {
  const label = (agent: string) => agentLabel(asking({ 'user-agent': agent }));
  expect(label('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
    'Firefox on Linux',
  );
  expect(
    label(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari on iOS');
  expect(label('Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0')).toBe(
    'Edge on Windows',
  );
  expect(label('<script>curl/8')).toBe('a program');
  expect(agentLabel(asking({}))).toBe('a program');
});

it('short codes have letters that are equally likely and hard to mistake', () => {
  let state = 0;
  const every = (length: number) => Uint8Array.from({ length }, () => state++ % 256);
  const counts = new Map<string, number>();
  for (let n = 0; n < 600; n++)
    for (const letter of shortCode(every, 8)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect([...counts.keys()].sort().join('')).toBe('BCDFGHJKLMNPQRSTVWXZ');
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThan(30);
  expect(grouped('BCDFGHJKLM')).toBe('BCDF-GHJK-LM');
});
