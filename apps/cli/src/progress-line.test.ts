import { expect, it } from 'vitest';
import { ProgressLine } from './progress-line.ts';
import { wantsColor } from './shell.ts';
import { testShell } from './testing/test-shell.ts';

it('without a terminal says now and then how far a long stage is', () => {
  let now = 0;
  const shell = testShell();
  const line = new ProgressLine(shell, () => now);
  for (let done = 0; done <= 100; done++, now += 400) line.bar('Working', done, 100);
  expect(shell.errText()).toBe('Working\nWorking 38 %\nWorking 76 %\n');
});

it('without a terminal says every stage once and moves nothing', () => {
  const shell = testShell();
  const line = new ProgressLine(shell);
  for (let done = 0; done <= 100; done++) line.bar('Working', done, 100);
  line.line('Done');
  expect(shell.errText()).toBe('Working\nDone\n');
});

it('on a terminal redraws one line, not too often, and never wider than it', () => {
  let now = 1000;
  const shell = testShell({ interactive: true, columns: 30 });
  const line = new ProgressLine(shell, () => now);
  for (let done = 1; done <= 100; done++) {
    now += 10;
    line.bar('Working on something', done, 100);
  }
  const drawn = shell.errText().split('\r\u001b[2K').slice(1);
  expect(drawn.length).toBeLessThan(20);
  expect(Math.max(...drawn.map((text) => text.length))).toBeLessThan(30);
  line.line('Done');
  expect(shell.errText().endsWith('\r\u001b[2KDone\n')).toBe(true);
});

it('colours only where they are welcome', () => {
  expect(wantsColor({}, true)).toBe(true);
  expect(wantsColor({}, false)).toBe(false);
  expect(wantsColor({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
  expect(wantsColor({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(wantsColor({ TERM: 'dumb' }, true)).toBe(false);
});
