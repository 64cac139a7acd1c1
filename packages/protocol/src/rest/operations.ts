/** Every REST operation by its name. The router, the documentation and the matrix of rights read this table. */
import type { Operation } from './operation.ts';

export const OPERATIONS = {} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
