import { afterEach, expect, it, vi } from 'vitest';
import { ALARM, chime, TURN } from './chime.ts';

afterEach(() => vi.unstubAllGlobals());

it('rings each bell after the other, at its pitch', () => {
  const rung: [pitch: number, at: number][] = [];
  const made = vi.fn();
  const param = () => ({
    value: 0,
    setValueAtTime() {},
    linearRampToValueAtTime() {},
    exponentialRampToValueAtTime() {},
  });
  class Tone {
    frequency = param();
    connect = () => ({ connect() {} });
    start(at: number) {
      rung.push([this.frequency.value, at]);
    }
    stop() {}
  }
  class FakeAudio {
    currentTime = 0;
    destination = {};
    resume = async () => {};
    createOscillator = () => new Tone();
    createGain = () => ({ gain: param(), connect() {} });
    constructor() {
      made();
    }
  }
  vi.stubGlobal('AudioContext', FakeAudio);
  chime(TURN);
  chime(ALARM);
  expect(made).toHaveBeenCalledTimes(1);
  expect(rung.map(([pitch]) => pitch)).toEqual([...TURN, ...ALARM].map(([, pitch]) => pitch));
  for (const bells of [TURN, ALARM])
    expect(bells.map(([at]) => at)).toEqual(bells.map(([at]) => at).toSorted((a, b) => a - b));
});
