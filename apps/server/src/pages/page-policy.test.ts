import { expect, it } from 'vitest';
import { load } from '../config/load.ts';
import { pagePolicy, workerPolicy } from './page-policy.ts';

const policy = (env: Record<string, string>) => pagePolicy(load({ env }).config);
const BUCKET = { BREBAJE_S3_BUCKET: 'ceremony', BREBAJE_S3_REGION: 'eu-west-1' };

it('lets pages connect to this server, and to the bucket where there is one', () => {
  expect(policy({})).toContain("connect-src 'self';");
  expect(policy(BUCKET)).toContain("connect-src 'self' https://ceremony.s3.eu-west-1.amazonaws.com;");
  const mirrored = {
    ...BUCKET,
    BREBAJE_S3_DOWNLOADS: 'redirect',
    BREBAJE_S3_PUBLIC_URL: 'https://cdn.example/files',
  };
  expect(policy(mirrored)).toContain(' https://cdn.example;');
});

it('lets nothing in but files of ours, whatever the options', () => {
  for (const env of [{}, BUCKET]) {
    expect(policy(env)).toContain(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';",
    );
    expect(policy(env)).toContain("frame-ancestors 'none'");
    expect(policy(env)).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
  }
});

it('lets workers that see secrets connect to nobody else, and the one that verifies to whoever is named', () => {
  const of = (script: string) => workerPolicy(load({ env: BUCKET }).config, script);
  const strict = "connect-src 'self' https://ceremony.s3.eu-west-1.amazonaws.com;";
  expect(of('contributor-worker-Ab_1-2.js')).toContain(strict);
  expect(of('thread-browser-AbCd.js')).toContain(strict);
  expect(of('verifier-worker-AbCd.js')).toContain("connect-src 'self' https: http:;");
  for (const script of ['index-AbCd.js', 'verifier-worker-x/../index.js', 'x-contributor-worker-1.js', ''])
    expect(of(script)).toBeUndefined();
});
