import { expect, describe as group, it } from 'vitest';
import { ConfigError, describe, load } from './load.ts';
import { OPTIONS, type OptionName, spellings } from './options.ts';
import { isLocal, policyOf, qualificationOf } from './policy-of.ts';

function problems(sources: Parameters<typeof load>[0]): string[] {
  try {
    load(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

group('load', () => {
  it('takes flag before environment before file before default, and says which', () => {
    const file = { name: 'b.toml', content: { port: 1, 'log-level': 'warn', github: { 'client-id': 'f' } } };
    const env = { BREBAJE_PORT: '2', BREBAJE_GITHUB_CLIENT_ID: 'e', BREBAJE_GITHUB_CLIENT_SECRET: 's' };
    const { config, sources } = load({ flags: { port: '3' }, env, file });
    expect([config.port, config.githubClientId, config.logLevel, config.operatorPort]).toEqual([
      3,
      'e',
      'warn',
      9998,
    ]);
    expect([sources.port, sources.githubClientId, sources.logLevel, sources.operatorPort]).toEqual([
      '--port',
      'BREBAJE_GITHUB_CLIENT_ID',
      'b.toml: log-level',
      'default',
    ]);
  });

  it('reads units, dates with offsets, lists and choices', () => {
    const { config } = load({
      env: {
        BREBAJE_CONTRIBUTION_TIME: '8min',
        BREBAJE_GITHUB_CREATED_BEFORE: '2022-08-01T02:00:00+02:00',
        BREBAJE_TRUSTED_PROXIES: '10.0.0.0/8, 127.0.0.1',
        BREBAJE_MISSED_CHECK_IN: 'NOTHING',
      },
    });
    expect(config.githubCreatedBefore).toBe(Date.UTC(2022, 7, 1));
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '127.0.0.1']);
    expect(policyOf(config)).toMatchObject({
      missedCheckIn: 'NOTHING',
      timeout: { type: 'FIXED', duration: 480_000 },
      checkInInterval: 32_000,
    });
  });

  it.each([
    [{ BREBAJE_PORT: 'x' }, '--port'],
    [{ BREBAJE_PORT: '70000' }, '--port'],
    [{ BREBAJE_CONTRIBUTION_TIME: '8' }, '--contribution-time'],
    [{ BREBAJE_GITHUB_CREATED_BEFORE: '2022-08-01' }, '--github-created-before'],
    [{ BREBAJE_PUBLIC_URL: 'ftp://x' }, '--public-url'],
    [{ BREBAJE_INSECURE_HTTP: 'perhaps' }, '--insecure-http'],
    [{ BREBAJE_PRESET: 'x' }, '--preset'],
  ])('names the option that is wrong: %j', (env, named) => {
    expect(problems({ env })[0]).toContain(named);
  });

  it('refuses keys it does not know', () => {
    expect(problems({ file: { name: 'b.toml', content: { prot: 1 } } })).toEqual([
      'b.toml: there is no option prot',
    ]);
  });

  it('takes secrets from files and the environment, never from an argument', () => {
    const id = { githubClientId: 'id' };
    expect(problems({ flags: { ...id, githubClientSecret: 'x' } })[0]).toContain(
      '--github-client-secret-file',
    );
    const readSecret = (path: string): string => `from ${path}`;
    const byFlag = load({ flags: { ...id, githubClientSecretFile: '-' }, readSecret });
    expect(byFlag.config.githubClientSecret).toBe('from -');
    const byEnv = load({ flags: id, env: { BREBAJE_GITHUB_CLIENT_SECRET_FILE: '/s' }, readSecret });
    expect([byEnv.config.githubClientSecret, byEnv.sources.githubClientSecret]).toEqual([
      'from /s',
      'BREBAJE_GITHUB_CLIENT_SECRET_FILE',
    ]);
    expect(describe(byEnv).find(({ key }) => key === 'github-client-secret')?.value).toBe('(set, not shown)');
  });

  it('refuses a database URL with a password as an argument, and takes one without', () => {
    expect(problems({ flags: { databaseUrl: 'postgres://me:pw@db/x' } })[0]).toContain(
      'BREBAJE_DATABASE_URL',
    );
    expect(load({ flags: { databaseUrl: 'postgres://db/x' } }).config.databaseUrl).toBe('postgres://db/x');
  });

  it('wants a bucket with what is said of one, and a key with its secret', () => {
    expect(problems({ flags: { s3Endpoint: 'https://s3.example' } })).toEqual([
      '--s3-endpoint needs --s3-bucket',
    ]);
    const flags = { s3Bucket: 'b', s3AccessKey: 'a' };
    expect(problems({ flags })[0]).toContain('BREBAJE_S3_SECRET_KEY');
    expect(problems({ flags: { ...flags, s3SecretKey: 'x' } })[0]).toContain('--s3-secret-key-file');
    expect(problems({ flags, env: { BREBAJE_S3_SECRET_KEY: 'x' } })).toEqual([]);
    expect(problems({ flags: { s3Bucket: 'b', s3PublicUrl: 'https://cdn.example' } })[0]).toContain(
      'redirect',
    );
  });

  it('follows STATE_DIRECTORY for the data folder', () => {
    expect(load({ env: { STATE_DIRECTORY: '/var/lib/brebaje' } }).config.data).toBe('/var/lib/brebaje');
    expect(load({ env: { STATE_DIRECTORY: '/a', BREBAJE_DATA: '/b' } }).config.data).toBe('/b');
  });
});

group('exposure', () => {
  it('wants a public URL beyond loopback, and TLS or a word for it', () => {
    expect(problems({ flags: { host: '0.0.0.0' } })[0]).toContain('--public-url');
    expect(problems({ flags: { host: '0.0.0.0', publicUrl: 'http://c.example' } })[0]).toContain(
      '--insecure-http',
    );
    expect(
      problems({ flags: { host: '0.0.0.0', publicUrl: 'http://c.example', insecureHttp: true } }),
    ).toEqual([]);
    expect(problems({ flags: { host: '0.0.0.0', publicUrl: 'https://c.example/kzg' } })).toEqual([]);
    expect(problems({ flags: { publicUrl: 'https://u:p@c.example' } })[0]).toContain('only scheme');
  });

  it('opens to anyone by itself on loopback only', () => {
    expect(qualificationOf(load({}).config).mode).toBe('open');
    const flags = { publicUrl: 'https://c.example' };
    expect(qualificationOf(load({ flags }).config).mode).toBe('checked');
    expect(problems({ flags: { ...flags, qualification: 'open' } })[0]).toContain('--open-to-anyone');
    expect(isLocal({ host: ['127.0.0.1', '::1'], publicUrl: 'http://localhost:3000' })).toBe(true);
  });
});

it('every option has a spelling of its own and a help text', () => {
  const names = Object.keys(OPTIONS) as OptionName[];
  expect(new Set(names.map((name) => spellings(name).env)).size).toBe(names.length);
  expect(spellings('githubClientSecret')).toEqual({
    flag: '--github-client-secret',
    env: 'BREBAJE_GITHUB_CLIENT_SECRET',
    key: 'github-client-secret',
  });
  for (const name of names) expect(OPTIONS[name].help.length).toBeGreaterThan(10);
});
