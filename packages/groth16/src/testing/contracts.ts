import solc from 'solc';

/** The code of a contract named Groth16Verifier as it is deployed, hexadecimal. Throws what the compiler complains about. */
export function compileContract(source: string): string {
  const input = {
    language: 'Solidity',
    sources: { 'verifier.sol': { content: source } },
    settings: {
      optimizer: { enabled: true },
      outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const problems = (output.errors ?? []) as { formattedMessage: string }[];
  if (problems.length > 0)
    throw new Error(problems.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return output.contracts['verifier.sol'].Groth16Verifier.evm.deployedBytecode.object;
}
