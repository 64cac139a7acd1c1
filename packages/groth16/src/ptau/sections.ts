import type { Group } from '@brebaje/curves/engine';
import { sizesOf } from '../curve.ts';
import type { PtauHeader } from './header.ts';

/** The sections of a ptau. */
export const SECTION = {
  header: 1,
  tauG1: 2,
  tauG2: 3,
  alphaTauG1: 4,
  betaTauG1: 5,
  betaG2: 6,
  records: 7,
  /** The same powers in Lagrange form, for every size of domain. */
  lagrangeTauG1: 12,
  lagrangeTauG2: 13,
  lagrangeAlphaTauG1: 14,
  lagrangeBetaTauG1: 15,
} as const;

/** Sections of powers, in the order in which they are hashed. */
export const POWERS = [2, 3, 4, 5, 6] as const;
export type PowersId = (typeof POWERS)[number];

/** Sections of Lagrange tables, and the powers that each is made from. */
export const TABLES = [12, 13, 14, 15] as const;
export type TablesId = (typeof TABLES)[number];
export const POWERS_OF_TABLE: Readonly<Record<TablesId, PowersId>> = { 12: 2, 13: 3, 14: 4, 15: 5 };

/** As `powersoftau new` and `contribute` write a file, and as `prepare phase2` and `truncate` do. */
export const RAW_ORDER = [1, 2, 3, 4, 5, 6, 7] as const;
export const PREPARED_ORDER = [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15] as const;

/** The group of the points in a section. */
export function groupOf(id: PowersId | TablesId): Group {
  return id === 3 || id === 6 || id === 13 ? 'G2' : 'G1';
}

/** Points of a section. The last power of 2 would be of no use for domains of 2^power. */
export function pointCount(id: PowersId | TablesId, power: number): number {
  if (id === 2) return 2 ** (power + 1) - 1;
  if (id === 6) return 1;
  return id < 12 ? 2 ** power : firstOfTable(largestTable(id as TablesId, power) + 1);
}

/** log₂ of the size of the largest table in a section: one more for τ in G1, from which H is made. */
export function largestTable(id: TablesId, power: number): number {
  return id === 12 ? power + 1 : power;
}

/** Where in its section the table of size 2^log begins: behind all smaller ones. */
export function firstOfTable(log: number): number {
  return 2 ** log - 1;
}

/** Bytes of a section of points. */
export function sectionSize(id: PowersId | TablesId, { curve, power }: PtauHeader): number {
  return pointCount(id, power) * sizesOf(curve)[groupOf(id)];
}
