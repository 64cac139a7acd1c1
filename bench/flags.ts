/** Flags of the command line of a bench. */

/** The value of `--name=value`. */
export function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** Whether there is `--name`. */
export function flag(name: string): boolean {
  return process.argv.includes(`--${name}`);
}
