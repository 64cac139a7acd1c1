/** What the inputs of a ceremony's form share. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { createContext, use } from 'react';
import type { FieldName, Values } from './fields.ts';
import type { Faults } from './values.ts';

/** Rules that hold where nothing is said. */
export type Usual = AnswerBody<'listPolicies'>['items'][number]['policy'];

export interface FormState {
  readonly values: Values;
  set<Name extends FieldName>(name: Name, value: Values[Name]): void;
  /** What the server, or the form, has against a field. */
  readonly faults: Faults;
  /** A new ceremony may leave things as usual; one that is there has them. */
  readonly usual: Usual | undefined;
  /** Whether the ceremony is a test while nobody says so. */
  readonly usualTest: boolean;
  /** Whether a field can still be changed. */
  readonly stage: 'new' | 'created' | 'opened';
  readonly zone: string;
  setZone(zone: string): void;
}

/** Whether the ceremony is a test, as far as is said or usual. */
export function isTest({ values, usualTest }: FormState): boolean {
  return values.test === '' ? usualTest : values.test === 'yes';
}

export const FormContext = createContext<FormState | undefined>(undefined);

/** Throws outside of a form. */
export function useForm(): FormState {
  const form = use(FormContext);
  if (!form) throw new Error('useForm outside of a form of a ceremony');
  return form;
}
