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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Curve work saturates the cores; more workers than cores only makes tests late.
    maxWorkers: 2,
  },
});
