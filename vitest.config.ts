import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['tools/kernels.ts', 'tools/pages.ts', 'apps/server/src/store/test-postgres-door.ts'],
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'tests/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    // For what hangs: what takes half a minute on one machine takes some on another.
    testTimeout: 400_000,
    // What is waited for comes soon, on a machine that does much else as well.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 300_000,
    // Curve work saturates two cores, and a third of the tests wait: for leases, killed processes, browsers.
    maxWorkers: 3,
  },
});
