import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KZG_CODES, refuse, refuseSubCount } from '@brebaje/kzg/codes';
import { describe, expect, it } from 'vitest';
import { ERRORS, errorBody, PROBLEMS, REFUSALS } from './errors.ts';
import { VERIFICATION_ERRORS } from './verification-errors.ts';

/** The members of a union of string literals, read from the source that declares it. */
function members(module: string, union: string): string[] {
  const source = readFileSync(fileURLToPath(import.meta.resolve(module)), 'utf8');
  const declaration = new RegExp(`export type ${union} =([^;]+);`).exec(source)?.[1] ?? '';
  return [...declaration.matchAll(/'([^']+)'/g)].map((match) => match[1]!);
}

describe('errors', () => {
  it('map every refusal of the rules, on both faces', () => {
    const refusals = members('@brebaje/ceremony/lobby-types', 'RuleRefusal').sort();
    expect(refusals.length).toBeGreaterThan(5);
    expect(Object.keys(REFUSALS).sort()).toEqual(refusals);
    expect(Object.keys(PROBLEMS).sort()).toEqual(refusals);
    for (const faces of Object.values(REFUSALS))
      for (const code of Object.values(faces)) expect(ERRORS[code]).toBeDefined();
  });

  it('map every verdict on a KZG contribution', () => {
    for (const code of KZG_CODES) expect(ERRORS[code]).toMatchObject({ status: 400 });
    const ours: string[] = ['CeremonyError::DuplicatePubkey'];
    expect(Object.keys(VERIFICATION_ERRORS).sort()).toEqual([...KZG_CODES, ...ours].sort());
  });

  it('have the texts that packages/kzg sends', () => {
    const plain = [
      'CeremonyError::ZeroPubkey',
      'CeremonyError::ContributionNoEntropy',
      'CeremonyError::PubKeyPairingFailed',
      'CeremonyError::G1PairingFailed',
      'CeremonyError::G2PairingFailed',
    ] as const;
    for (const code of plain)
      expect(refuse(code, 3).text).toBe(VERIFICATION_ERRORS[code].text.replace('{sub}', '3'));
    expect(refuseSubCount(4, 3).text).toBe(
      VERIFICATION_ERRORS['CeremoniesError::UnexpectedNumContributions'].text
        .replace('{expected}', '4')
        .replace('{got}', '3'),
    );
  });

  it('say what to do, in a sentence', () => {
    for (const { status, text, next } of [...Object.values(ERRORS), ...Object.values(PROBLEMS)]) {
      expect(status).toBeGreaterThanOrEqual(200);
      expect(text).not.toBe('');
      expect(next).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each([
    ['SessionError::InvalidSessionId', 400, 'unknown session id'],
    ['TryContributeError::UnknownSessionId', 401, 'unknown session id'],
    ['TryContributeError::RateLimited', 400, 'call came too early. rate limited'],
    ['TryContributeError::AnotherContributionInProgress', 200, 'another contribution in progress'],
    ['TryContributeError::LobbyIsFull', 400, 'lobby is full'],
    ['ContributeError::NotUsersTurn', 400, 'not your turn to participate'],
    ['SignatureError::SignatureCreation', 500, "couldn't sign the receipt"],
    ['AuthErrorPayload::LobbyIsFull', 503, 'lobby is full'],
    ['AuthErrorPayload::UserAlreadyContributed', 400, 'user already contributed'],
    ['AuthErrorPayload::InvalidAuthCode', 400, 'invalid authorization code'],
    ['AuthErrorPayload::FetchUserDataError', 500, 'could not fetch user data from auth server'],
    ['AuthErrorPayload::CouldNotExtractUserData', 500, 'could not extract user data from auth server'],
    ['AuthErrorPayload::UserCreatedAfterDeadline', 401, 'user created after deadline'],
  ] as const)('%s is %i "%s", which clients compare', (code, status, text) => {
    expect(ERRORS[code]).toMatchObject({ status, text });
  });

  it('have two keys and never another', () => {
    expect(JSON.stringify(errorBody('A::B', 'c'))).toBe('{"code":"A::B","error":"c"}');
  });
});
