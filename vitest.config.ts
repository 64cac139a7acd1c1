import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

/** Rooms whose tests leave nothing behind in their process: no replaced modules, no changed environment. */
const TOGETHER = ['packages/{ceremony,client,kzg,protocol}/src/**/*.test.ts', 'apps/web/src/**/*.test.ts'];

const ALL = [
  'packages/*/src/**/*.test.ts',
  'apps/*/src/**/*.test.ts',
  'tests/**/*.test.ts',
  'tools/**/*.test.ts',
];

const each = {
  testTimeout: 120_000,
  // What is waited for comes soon, on a machine that does much else as well.
  expect: { poll: { timeout: 20_000 } },
  hookTimeout: 60_000,
  // More than the two cores of a small machine: a third of the tests wait, for leases, killed processes, browsers.
  maxWorkers: 4,
  // Before the first type is stripped: packages/curves/src/threads/generic-wrappers.ts says why.
  execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
};

export default defineConfig({
  test: {
    globalSetup: ['tools/kernels.ts', 'tools/pages.ts', 'apps/server/src/store/test-postgres-door.ts'],
    include: ALL,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: false,
        test: { ...each, name: 'alone', include: ALL, exclude: [...configDefaults.exclude, ...TOGETHER] },
      },
      {
        extends: false,
        test: {
          ...each,
          name: 'together',
          include: TOGETHER,
          // A process for many files: loading the sources, and compiling them, takes longer than most of the tests.
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
        },
      },
    ],
  },
});
