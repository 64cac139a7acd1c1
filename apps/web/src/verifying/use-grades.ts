/** The four checks of one ceremony: which run, how far they are, what came of them. */
import type { ClientError } from '@brebaje/client/client-error';
import type { Finding } from '@brebaje/client/verify/findings';
import type { Grade } from '@brebaje/client/verify/grade-names';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { GradeDone, GradeInput, Progress } from './messages.ts';
import type { Results } from './report.ts';
import { ask } from './verifier.ts';

export type GradeState =
  | { phase: 'idle' }
  | {
      phase: 'running';
      progress: Progress | undefined;
      left: number | undefined;
      findings: Finding[];
      notes: string[];
      stopping: boolean;
    }
  | { phase: 'done'; done: GradeDone; notes: string[] }
  | { phase: 'stopped' }
  | { phase: 'broken'; error: ClientError | Error };

const IDLE: GradeState = { phase: 'idle' };

export interface Grades {
  stateOf(grade: Grade): GradeState;
  start(input: GradeInput): void;
  stop(grade: Grade): void;
  results: Results;
}

/**
 * `key`: of the ceremony and of what is looked for; another one forgets everything. So does another `source`, the files
 * that somebody gave: those given later may have the same names.
 */
export function useGrades(key: string, source?: object): Grades {
  const [states, setStates] = useState<Partial<Record<Grade, GradeState>>>({});
  const stops = useRef(new Map<Grade, AbortController>());
  useEffect(() => {
    const running = stops.current;
    setStates({});
    return () => {
      for (const stop of running.values()) stop.abort();
      running.clear();
    };
  }, [key, source]);
  const start = useCallback((input: GradeInput) => {
    const { grade } = input;
    const stop = new AbortController();
    stops.current.set(grade, stop);
    // What is said after another ceremony was chosen, is of no interest.
    const set = (change: (state: GradeState) => GradeState) => {
      if (stops.current.get(grade) === stop)
        setStates((all) => ({ ...all, [grade]: change(all[grade] ?? IDLE) }));
    };
    const running = (change: (state: Extract<GradeState, { phase: 'running' }>) => GradeState) =>
      set((state) => (state.phase === 'running' ? change(state) : state));
    const left = estimate();
    set(() => ({
      phase: 'running',
      progress: undefined,
      left: undefined,
      findings: [],
      notes: [],
      stopping: false,
    }));
    let notes: string[] = [];
    ask('grade', input, {
      progress: (progress) => running((state) => ({ ...state, progress, left: left(progress) })),
      finding: (finding) => running((state) => ({ ...state, findings: [...state.findings, finding] })),
      note: (text) => {
        notes = [...notes, text];
        running((state) => ({ ...state, notes }));
      },
      signal: stop.signal,
    }).then(
      (done) => set(() => ({ phase: 'done', done, notes })),
      (error) => set(() => (stop.signal.aborted ? { phase: 'stopped' } : { phase: 'broken', error })),
    );
  }, []);
  const halt = useCallback((grade: Grade) => {
    stops.current.get(grade)?.abort();
    setStates((all) => {
      const state = all[grade];
      return state?.phase === 'running' ? { ...all, [grade]: { ...state, stopping: true } } : all;
    });
  }, []);
  const results: Results = {};
  for (const [grade, state] of Object.entries(states))
    if (state.phase === 'done') results[grade as Grade] = state.done;
  return { stateOf: (grade) => states[grade] ?? IDLE, start, stop: halt, results };
}

/** Seconds that a step will still take, from how fast it has been; undefined before that can be told. */
export function estimate(
  now: () => number = () => performance.now(),
): (progress: Progress) => number | undefined {
  let step = '';
  let begun = 0;
  let from = 0;
  return ({ stage, name, circuit, done, total }) => {
    const own = `${stage} ${name} ${circuit}`;
    if (own !== step) [step, begun, from] = [own, now(), done];
    const seconds = (now() - begun) / 1000;
    if (total === undefined || seconds < 2 || done <= from) return undefined;
    return ((total - done) * seconds) / (done - from);
  };
}
