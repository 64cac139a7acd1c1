import { createRequire } from 'node:module';

/** How a contract is compiled. */
export interface Compilation {
  /** The compiler: the current one, and those of contracts that are deployed already. */
  compiler?: 'solc' | 'solc-0.7' | 'solc-0.8.20';
  /** How often the code is expected to run; undefined: not optimized. */
  runs?: number | undefined;
  viaIR?: boolean;
}

interface Compiler {
  compile(input: string): string;
}

const require = createRequire(import.meta.url);
/** One is loaded only when it is asked for. */
const COMPILERS: Record<NonNullable<Compilation['compiler']>, () => Compiler> = {
  solc: () => require('solc'),
  'solc-0.7': () => require('solc-0.7'),
  'solc-0.8.20': () => require('solc-0.8.20'),
};

/** The code of a contract named Groth16Verifier as it is deployed, hexadecimal. Throws what the compiler complains about. */
export function compileContract(
  source: string,
  { compiler = 'solc', runs, viaIR = false }: Compilation = { runs: 200 },
): string {
  const solc = COMPILERS[compiler]();
  const input = {
    language: 'Solidity',
    sources: { 'verifier.sol': { content: source } },
    settings: {
      optimizer: { enabled: runs !== undefined, ...(runs === undefined ? {} : { runs }) },
      ...(viaIR ? { viaIR } : {}),
      outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const problems = (output.errors ?? []) as { severity: string; formattedMessage: string }[];
  if (problems.length > 0)
    throw new Error(problems.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return output.contracts['verifier.sol'].Groth16Verifier.evm.deployedBytecode.object;
}
