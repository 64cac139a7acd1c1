import { expect, it } from 'vitest';
import { load } from '../config/load.ts';
import { pagePolicy } from './page-policy.ts';

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
