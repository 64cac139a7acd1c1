/**
 * Schemathesis, where it is installed, against the published description: as a stranger and as the operator of
 * a server with one of everything. BREBAJE_SCHEMATHESIS names the program, else `st` on the PATH.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from '../rest/stage.ts';
import { run } from '../support/program.ts';

const PROGRAM = process.env.BREBAJE_SCHEMATHESIS ?? 'st';
const installed = spawnSync(PROGRAM, ['--version']).status === 0;
if (!installed)
  console.warn(`Schemathesis is not run: ${PROGRAM} is not installed (pip install schemathesis)`);

/** What it checks; data that it cannot make is no fault of the server. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
];

describe.skipIf(!installed)('Schemathesis', () => {
  /** It keeps what it learnt in the folder that it runs in. */
  const cwd = mkdtempSync(join(tmpdir(), 'brebaje-schemathesis-'));
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(async () => {
    await stage.server.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  it.each(['stranger', 'operator'] as const)('finds nothing as %s', { timeout: 1_800_000 }, async (role) => {
    const session = (stage.people[role] as { sessionId?: string }).sessionId;
    const args = [
      'run',
      `${stage.server.url}/openapi.json`,
      '--checks',
      CHECKS.join(','),
      '--max-examples',
      process.env.BREBAJE_SCHEMATHESIS_EXAMPLES ?? '20',
      '--seed',
      '7',
      '--no-color',
      // The coverage phase tries the methods of operations that are left out as well, and would sign out.
      ...(role === 'operator' ? ['--phases', 'examples,fuzzing'] : []),
      // They never end, or end the session of the run.
      ...['listEvents', 'signOut', 'endSession', 'endOtherSessions', 'eraseUser'].flatMap((id) => [
        '--exclude-operation-id',
        id,
      ]),
      ...(session === undefined ? [] : ['--header', `Authorization: Bearer ${session}`]),
    ];
    const ended = await run(PROGRAM, args, { cwd, timeout: 1_700_000 });
    // A run whose session had ended would have tried nothing.
    if (role === 'operator') expect((await stage.people.operator.get('/auth/me')).status).toBe(200);
    expect(ended.code, (ended.out + ended.err).slice(-20_000)).toBe(0);
  });
});
