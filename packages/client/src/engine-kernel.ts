import type { CurveName } from '@brebaje/curves/engine';
import { isSlowedByWrongAnswers, kernelInWords, rejectionInWords } from '@brebaje/curves/kernel/words';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';

/** What computes for an engine, for programs and for people. */
export interface EngineKernel {
  curve: CurveName;
  kernel: string;
  /** Faster kernels that were not taken. `wrong`: it ran and gave wrong answers; else it did not start. */
  rejected: readonly { kernel: string; reason: string; wrong: boolean }[];
  /** The kernel in words, then a sentence for each faster one. */
  words: string[];
  /** What a person should hear of before a long computation. */
  warning: string | undefined;
}

/**
 * The kernel that a thread of the engine chose; starts a thread where none runs. Rejects when no kernel computes
 * correctly on this machine.
 */
export async function kernelOf(engine: WasmEngine): Promise<EngineKernel> {
  const report = await engine.kernel();
  return {
    ...report,
    curve: engine.curve,
    words: [kernelInWords(report.kernel), ...report.rejected.map(rejectionInWords)],
    warning: isSlowedByWrongAnswers(report)
      ? 'faster arithmetic gave wrong answers when it was tested here, so a slower kernel computes, which passed ' +
        'its test; brebaje doctor says more'
      : undefined,
  };
}
