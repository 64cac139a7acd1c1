import { expect, it } from 'vitest';
import { alertKey, newAlarms, severityOf } from './severity.ts';
import type { Alert } from './use-alerts.ts';

const alert = (code: Alert['code'], circuitId?: number): Alert => ({
  code,
  since: 1,
  sentence: code,
  next: '',
  ...(circuitId === undefined ? {} : { circuitId }),
});

it('wakes nobody for what was there when the page was opened, nor for what is only good to know', () => {
  const halted = alert('CIRCUIT_HALTED', 1);
  expect(newAlarms(undefined, [halted])).toEqual([]);
  expect(newAlarms(new Set(), [halted, alert('TEST_IN_PUBLIC')])).toEqual([halted]);
  expect(newAlarms(new Set([alertKey(halted)]), [halted])).toEqual([]);
  expect(newAlarms(new Set([alertKey(halted)]), [halted, alert('CIRCUIT_HALTED', 2)])).toHaveLength(1);
});

it('takes a code that it does not know for urgent enough to look at', () => {
  expect(severityOf({ code: 'SOMETHING_NEW' as Alert['code'] })).toBe('soon');
});
