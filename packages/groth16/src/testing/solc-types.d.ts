/** The part of solc that tests use: standard JSON in and out. */
declare module 'solc' {
  export function compile(input: string): string;
}
