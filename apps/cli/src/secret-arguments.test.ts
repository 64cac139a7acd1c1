import { expect, it } from 'vitest';
import { refuseSecretArguments } from './secret-arguments.ts';

it.each([
  ['contribute', ['--session', 'S3CRET'], '--session-file'],
  ['contribute', ['--session=S3CRET'], 'BREBAJE_SESSION'],
  ['contribute', ['--private-key', 'S3CRET'], '--key-file'],
  ['contribute', ['-e', 'S3CRET'], '--entropy-file'],
  ['contribute', ['-eS3CRET'], '--entropy-file'],
  ['compute', ['w', '--entropy=S3CRET'], '--entropy-file'],
  ['zkey', ['contribute', 'a.zkey', 'b.zkey', '-e=S3CRET'], '--entropy-file'],
  ['powersoftau', ['contribute', 'a', 'b', '-v', '-e', 'S3CRET'], '--type-entropy'],
  ['ceremony', ['list', '--session=S3CRET'], '--session-file'],
  ['participant', ['invite', 'x', '--token', 'S3CRET'], 'BREBAJE_SESSION'],
  ['login', ['https://x', '--key', 'S3CRET'], '--key-file'],
])('%s %j is answered with %s and never with the secret', (command, args, instead) => {
  let told = '';
  try {
    refuseSecretArguments(command, args);
  } catch (error) {
    told = `${(error as Error).message} ${(error as { next: string }).next}`;
    expect((error as { exit: number }).exit).toBe(2);
  }
  expect(told).toContain(instead);
  expect(told).not.toContain('S3CRET');
});

it('lets everything else pass', () => {
  refuseSecretArguments('contribute', [
    'https://x',
    '--session-file',
    '-',
    '--entropy-file',
    'e',
    '--export',
    'f',
  ]);
  refuseSecretArguments('compute', ['w', '-o', 'd']);
});
