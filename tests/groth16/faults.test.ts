/** What goes wrong in this machine is nobody's refusal: it is thrown. And nothing that gives zeros accepts. */
import type { Engine } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { immutableHash } from '@brebaje/groth16/chain/state-hash';
import { ComputationFault } from '@brebaje/groth16/computation-fault';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { contributed, startOf } from '@brebaje/groth16/testing/made-ptau';
import { slimParts } from '@brebaje/groth16/testing/made-zkey';
import { genesisOf } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs } from '@brebaje/groth16/testing/snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { step } from './hostile.ts';
import {
  ACCEPTED,
  chainOutcome,
  clientOutcome,
  genesisOutcome,
  phase1Outcome,
  uploadOutcome,
} from './outcome.ts';
import { pointAt, withPoint } from './rows/row.ts';
import { type Stage, stageOf } from './stage.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('on %s', async (curve) => {
  const stage = await stageOf(curve);
  afterAll(() => stage.close());
  const phase1 = await bytesOf(
    preparePtau(await contributed(await startOf(stage.engine, 2), stage.engine), stage.engine),
  );

  const judges: [string, (on: Stage) => Promise<string>][] = [
    ['an upload', (on) => uploadOutcome(on, () => on.slim(on.states[2]))],
    ['a chain', (on) => chainOutcome(on, () => on.slim(on.states[3]))],
    ['a genesis', (on) => genesisOutcome(on, on.genesis)],
    ['a phase 1', (on) => phase1Outcome(on, phase1)],
    ['a contribution', (on) => clientOutcome(on, on.states[2])],
  ];
  const by = (changes: Partial<WasmEngine>): Stage => ({ ...stage, engine: { ...stage.engine, ...changes } });

  it.each(judges)('%s is not refused by an engine that fails', async (_, judge) => {
    expect(await judge(stage)).toBe(ACCEPTED);
    const broken = async () => {
      throw new Error('the engine is broken');
    };
    await expect(judge(by({ decode: broken }))).rejects.toThrow('the engine is broken');
    await expect(judge(by({ msm: broken }))).rejects.toThrow('the engine is broken');
    await expect(judge(by({ encode: broken }))).rejects.toThrow('the engine is broken');
  });

  it.each(judges.slice(0, 2))('%s is not refused by an engine that cannot combine', async (_, judge) => {
    for (let failing = 1; failing <= 2; failing++) {
      let calls = 0;
      const combineEncoded: Engine['combineEncoded'] = async (...args) => {
        if (++calls === failing) throw new Error('the engine is broken');
        return stage.engine.combineEncoded(...args);
      };
      await expect(judge(by({ combineEncoded }))).rejects.toThrow('the engine is broken');
    }
  });

  it('an upload is not refused by an engine that fails at any of its calls', async () => {
    for (let failing = 1; failing <= 14; failing++) {
      let calls = 0;
      const decode: Engine['decode'] = async (...args) => {
        if (++calls === failing) throw new Error('the engine is broken');
        return stage.engine.decode(...args);
      };
      const said = judges[0]![1](by({ decode })).catch((error: Error) => error.message);
      expect(await said).toBe(calls >= failing ? 'the engine is broken' : ACCEPTED);
    }
  });

  it('a contribution is not given out when a point of H was written as infinity', async () => {
    const { h } = stage.states[2];
    const size = curve === 'bn254' ? 64 : 96;
    const encode: Engine['encode'] = async (points, encoding) => {
      const bytes = await stage.engine.encode(points, encoding);
      // Of L and H alike; L may hold infinity.
      return encoding === 'lem' && bytes.length === h.length ? bytes.fill(0, 0, size) : bytes;
    };
    await expect(judges[4]![1](by({ encode }))).rejects.toThrow(ComputationFault);
  });

  /** Says no at these of the times when it is asked. */
  const contradicting = (name: 'isOne' | 'firstDifference', ...times: number[]): Partial<WasmEngine> => {
    let asked = 0;
    const ask = stage.engine[name] as (...args: unknown[]) => Promise<unknown>;
    const no = name === 'isOne' ? false : 0;
    return { [name]: async (...args: unknown[]) => (times.includes(++asked) ? no : ask(...args)) };
  };

  it.each([
    ['an upload', 'isOne', [1]],
    ['a chain', 'isOne', [1]],
    ['a genesis', 'firstDifference', [1]],
    ['a genesis', 'firstDifference', [2]],
    ['a phase 1', 'isOne', [1]],
    // Of its record, of the powers of a section, and of tables.
    ['a phase 1', 'isOne', [1, 2]],
    ['a phase 1', 'isOne', [1, 3]],
    ['a phase 1', 'isOne', [2]],
    ['a contribution', 'isOne', [1]],
    // Of what was received, and of the own result.
    ['a contribution', 'isOne', [2]],
    ['a contribution', 'isOne', [3]],
  ] as const)(
    '%s is not refused by an engine whose %s contradicts itself at %j',
    async (name, asked, times) => {
      const judge = judges.find(([one]) => one === name)![1];
      await expect(judge(by(contradicting(asked, ...times)))).rejects.toThrow(ComputationFault);
    },
  );

  it('a phase 1 is not contributed to by an engine that fails', async () => {
    const scale = async () => {
      throw new Error('the engine is broken');
    };
    const { engine } = by({ scale });
    await expect(contributed(await startOf(stage.engine, 1), engine)).rejects.toThrow('the engine is broken');
  });

  it.each(judges)('%s is not accepted by an engine that gives zeros and says yes', async (_, judge) => {
    const { engine } = stage;
    const size = { G1: 2, G2: 4 } as const;
    const zero = (group: 'G1' | 'G2') =>
      engine.decode(group, 'lem', new Uint8Array(size[group] * (curve === 'bn254' ? 32 : 48)), {
        infinity: true,
      });
    const msm: Engine['msm'] = (points) => zero(points.group);
    const combineEncoded: Engine['combineEncoded'] = (group) => zero(group);
    const isOne = async () => true;
    const firstDifference = async () => undefined;
    const said = await judge(by({ msm, combineEncoded, isOne, firstDifference })).catch(
      (error: unknown) => error,
    );
    expect(said).not.toBe(ACCEPTED);
  });

  it('a circuit without private wires, or with unused ones alone, is told right from wrong', async () => {
    for (const circuit of [
      { curve, constraints: 1, publicWires: 2, unused: 0 },
      { curve, constraints: 1, publicWires: 2, unused: 1 },
    ]) {
      const { engine } = stage;
      const genesis = await zkeyIn(await genesisOf(circuit));
      const states = [await slimParts(genesis)];
      for (const secret of [3n ** 99n, 5n ** 70n])
        states.push(await step(engine, states.at(-1)!, { secret }));
      const here = {
        ...stage,
        start: { genesis: await sumGenesis(engine, genesis), immutable: await immutableHash(genesis) },
        states: states as unknown as Stage['states'],
      };
      const [, , parts] = here.states;
      expect(await uploadOutcome(here, () => here.slim(parts))).toBe(ACCEPTED);
      expect(await chainOutcome(here, () => here.slim(parts))).toBe(ACCEPTED);
      const doubled = withPoint(parts, 'h', 0, () => pointAt(parts, parts.h, 1));
      expect(await uploadOutcome(here, () => here.slim(doubled))).toBe('mathematical h 9');
      expect(await chainOutcome(here, () => here.slim(doubled))).toBe('mathematical h 9');
      expect(await clientOutcome(here, doubled)).toBe('mathematical h 9');
    }
  });
});
