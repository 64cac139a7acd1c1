/** From quick to thorough: one's own receipt, that it is in the result, the chain, the genesis. */
export const GRADES = ['receipt', 'included', 'chain', 'genesis'] as const;
export type Grade = (typeof GRADES)[number];
