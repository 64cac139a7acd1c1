/** What vitest runs first in the copy: before each test the switch that it is to notice is turned off. */
import { appendFileSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { switches } from './switches.ts';

const { assigned, reach } = JSON.parse(process.env.BREBAJE_SWITCHES ?? '{}') as {
  assigned?: string;
  reach?: string;
};
const offs: Record<string, number> = assigned ? JSON.parse(readFileSync(assigned, 'utf8')) : {};

const nameOf = (task: { name: string; suite?: unknown; file: { name: string } }): string => {
  const names: string[] = [];
  for (let one: typeof task | undefined = task; one; one = one.suite as typeof task | undefined) {
    if (one.name) names.unshift(one.name);
  }
  return `${task.file.name}: ${names.join(' ')}`;
};

beforeEach(({ task, skip }) => {
  switches.asked = new Set();
  const off = offs[nameOf(task as Parameters<typeof nameOf>[0])];
  // Where every switch is on nothing new is seen.
  if (off === undefined && Object.keys(offs).length > 0) skip();
  switches.off = off ?? -1;
});

afterEach(({ task }) => {
  switches.off = -1;
  const name = nameOf(task as Parameters<typeof nameOf>[0]);
  const state = (task as { result?: { state?: string } }).result?.state;
  if (reach)
    appendFileSync(reach, `${JSON.stringify({ name, state, asked: [...(switches.asked ?? [])] })}\n`);
});
