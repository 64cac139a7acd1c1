/** Seeded randomness, so that a report can be had again. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  exponential(mean: number): number;
  /** Log-normal around `median`; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number;
}

/** sfc32 (Doty-Humphrey, PractRand), seeded from one number. Not for secrets. */
export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = (seed / 4_294_967_296) | 0;
  let c = 0x9e37_79b9;
  let counter = 1;
  const uniform = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round += 1) uniform();
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    logNormal: (median, spread) => {
      const gauss = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      return median * Math.exp(spread * gauss);
    },
  };
}
