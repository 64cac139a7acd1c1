import { defineConfig } from 'vitest/config';

/** Tests of which a part is left to these runs; they run whole here. */
const WHOLE = [
  'packages/curves/src/engines-agree.test.ts',
  'packages/groth16/src/export/check-verifier.test.ts',
  'packages/groth16/src/ptau/verify-ptau.test.ts',
  'tests/faults/downtime.test.ts',
  'tests/faults/unattended-storage.test.ts',
  'tests/faults/unattended.test.ts',
  'tests/groth16/attacks.test.ts',
  'tests/pages/ceremony-many.test.ts',
  'tests/rest/finalize-groth16.test.ts',
  'tests/rest/finalize.test.ts',
  'tests/scenarios/bucket.test.ts',
  'tests/scenarios/circuit-drafts.test.ts',
  'tests/scenarios/contributing.test.ts',
  'tests/scenarios/drain.test.ts',
  'tests/scenarios/groth16-attacks.test.ts',
  'tests/scenarios/groth16.test.ts',
  'tests/scenarios/live.test.ts',
  'tests/scenarios/lobby.test.ts',
  'tests/scenarios/notifications.test.ts',
  'tests/scenarios/parts.test.ts',
  'tests/scenarios/queue-faults.test.ts',
  'tests/scenarios/queue-notifications.test.ts',
  'tests/scenarios/queue.test.ts',
  'tests/scenarios/restart.test.ts',
  'tests/scenarios/signatures.test.ts',
];

/** Full sizes, long fuzzing and many kills: hours rather than minutes, one file at a time. */
export default defineConfig({
  test: {
    globalSetup: ['tools/kernels.ts', 'tools/pages.ts', 'apps/server/src/store/test-postgres-door.ts'],
    include: ['packages/*/src/**/*.soak.ts', 'apps/*/src/**/*.soak.ts', 'tests/**/*.soak.ts', ...WHOLE],
    env: { BREBAJE_SOAK: '1' },
    testTimeout: 4 * 3_600_000,
    // What is waited for comes soon, on a machine that does much else as well.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 600_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
