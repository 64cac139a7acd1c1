/** Shapes of the REST interface for programs that speak to it through this room alone. */
export type { CeremonyBody, CeremonySummary } from '@brebaje/protocol/rest/ceremonies';
