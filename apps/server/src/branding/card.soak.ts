import { expect, it } from 'vitest';
import { drawCard } from './card.ts';
import { STANDING } from './test-standing.ts';

it('is drawn in less than a frame is noticed', () => {
  drawCard(STANDING);
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    drawCard({ ...STANDING, title: 'The ceremony of whoever has a long title for it' });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  console.log(`a card takes ${Math.min(...times).toFixed(1)} ms of processor time`);
  expect(Math.min(...times)).toBeLessThan(40);
});
