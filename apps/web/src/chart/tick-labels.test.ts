import { describe, expect, it } from 'vitest';
import { tickLabels } from './tick-labels.ts';

describe('labels of ticks', () => {
  it('say a minute once, however many ticks lie in it', () => {
    expect(tickLabels(['4:22', '4:22', '4:22', '4:23', '4:23'])).toEqual(['4:22', '', '', '4:23', '']);
  });

  it('are all there where they differ, also where one comes again', () => {
    expect(tickLabels(['1', '2', '1'])).toEqual(['1', '2', '1']);
    expect(tickLabels([])).toEqual([]);
  });
});
