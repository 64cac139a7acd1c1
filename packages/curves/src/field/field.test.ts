import { describe } from 'vitest';
import { describeField } from './field-suite.ts';
import { testFields } from './test-fields.ts';

describe.each([...testFields('base'), ...testFields('scalar')])('$name', describeField);
