import type { CurveParameters } from '@brebaje/curves/curve/parameters';
import type { Group } from '@brebaje/curves/engine';
import { BAD_SCALAR, DEGENERATE, FAULT_CODES } from '@brebaje/curves/kernel/abi';
import type { KernelInstance } from '@brebaje/curves/kernel/instance';
import type { KnownPoints } from './known-points.ts';
import type { Library } from './libraries.ts';
import type { Pool } from './pool.ts';
import { Random } from './random.ts';
import type { Outcome } from './stage.ts';

/** Where operations are tested: one group of a curve. */
export interface Ground {
  readonly curve: CurveParameters;
  readonly group: Group;
  readonly known: KnownPoints;
  readonly pool: Pool;
  /** Of G2, for pairings. */
  readonly second: { readonly known: KnownPoints; readonly pool: Pool };
  readonly libraries: readonly Library[];
}

/** How one operation is tested: on items, such as points, under settings that hold for all of them. */
export interface Definition<Item, Settings> {
  readonly name: string;
  /** The exported function, without the group's prefix; for tests that spoil it. */
  readonly exported: string;
  /** How much time it gets compared to others; 1 unless said. */
  readonly weight?: number;
  draw(ground: Ground, random: Random): { items: Item[]; settings: Settings };
  /** What noble says. */
  expected(ground: Ground, items: readonly Item[], settings: Settings): Outcome;
  computed(kernel: KernelInstance, ground: Ground, items: readonly Item[], settings: Settings): Outcome;
  /** Names of libraries that were asked and said the same; throws when one did not. */
  confirm?(ground: Ground, items: readonly Item[], settings: Settings, expected: Outcome): Promise<string[]>;
  show(item: Item): string;
  /** What an answer is called that is no fault of a point. */
  readonly refusal?: string;
}

export interface Disagreement {
  readonly round: string;
  readonly kernel: string;
  readonly what: string;
  /** Of the smallest batch found that shows it. */
  readonly items: readonly string[];
  readonly settings: string;
}

export interface RoundResult {
  readonly items: number;
  /** What the answer was to be: 'done', or why not. */
  readonly outcome: string;
  /** Libraries that were asked. */
  readonly confirmed: readonly string[];
  readonly disagreements: readonly Disagreement[];
}

export interface Operation {
  readonly name: string;
  readonly exported: string;
  readonly weight: number;
  /** One case, drawn by the label, on every kernel. */
  round(ground: Ground, kernels: readonly KernelInstance[], label: string): Promise<RoundResult>;
}

/** Tries to make a batch smaller that often. */
const ATTEMPTS = 200;
/** Of so many rounds one asks the libraries, in percent. */
const CONFIRMED = 25;

export function operation<Item, Settings>(definition: Definition<Item, Settings>): Operation {
  const { name, exported, weight = 1 } = definition;

  /** What is wrong with a kernel's result, or undefined. */
  function wrong(
    kernel: KernelInstance,
    ground: Ground,
    items: readonly Item[],
    settings: Settings,
    expected = definition.expected(ground, items, settings),
  ): string | undefined {
    let found: Outcome;
    try {
      found = definition.computed(kernel, ground, items, settings);
    } catch (error) {
      return String(error);
    }
    return difference(expected, found);
  }

  /** The smallest part of the batch that still shows something wrong, as far as dropping pieces of it leads. */
  function shrink(kernel: KernelInstance, ground: Ground, items: readonly Item[], settings: Settings) {
    let rest = [...items];
    let attempts = 0;
    for (let piece = Math.ceil(rest.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
      for (let at = 0; at < rest.length && attempts < ATTEMPTS; attempts++) {
        const fewer = rest.toSpliced(at, piece);
        if (wrong(kernel, ground, fewer, settings)) rest = fewer;
        else at += piece;
      }
    }
    return rest;
  }

  return {
    name,
    exported,
    weight,
    async round(ground, kernels, label) {
      const random = new Random(label);
      const { items, settings } = definition.draw(ground, random);
      const expected = definition.expected(ground, items, settings);
      const disagreements: Disagreement[] = [];
      const report = (kernel: string, what: string, shown: readonly Item[]) =>
        disagreements.push({
          round: label,
          kernel,
          what,
          items: shown.map(definition.show),
          settings: showSettings(settings),
        });
      for (const kernel of kernels) {
        if (wrong(kernel, ground, items, settings, expected)) {
          const fewer = shrink(kernel, ground, items, settings);
          report(kernel.name, wrong(kernel, ground, fewer, settings) ?? 'not twice', fewer);
        }
      }
      let confirmed: string[] = [];
      if (definition.confirm && random.chance(CONFIRMED)) {
        try {
          confirmed = await definition.confirm(ground, items, settings, expected);
        } catch (error) {
          report('libraries', String(error), items);
        }
      }
      const { answer } = expected;
      const outcome = answer === 0 ? 'done' : (definition.refusal ?? faultOf(answer));
      return { items: items.length, outcome, confirmed, disagreements };
    },
  };
}

function faultOf(answer: number): string {
  const names: Record<number, string> = {
    ...FAULT_CODES,
    [BAD_SCALAR]: 'bad-scalar',
    [DEGENERATE]: 'miscomputed',
  };
  return names[answer & 15] ?? String(answer);
}

function difference(expected: Outcome, found: Outcome): string | undefined {
  if (expected.answer !== found.answer) return `answered ${found.answer} instead of ${expected.answer}`;
  if (!expected.bytes || !found.bytes) return undefined;
  if (Buffer.compare(expected.bytes, found.bytes) === 0) return undefined;
  return `${hex(found.bytes)} instead of ${hex(expected.bytes)}`;
}

function showSettings(settings: unknown): string {
  return JSON.stringify(settings, (_, value) => {
    if (typeof value === 'bigint') return `0x${value.toString(16)}`;
    return value instanceof Uint8Array ? hex(value) : value;
  });
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
