import { InvalidArgumentError, Option } from 'commander';

/** `--threads`, or the same variable that the server reads. `purpose` completes “threads to …”. */
export function threadsOption(purpose: string): Option {
  return new Option('--threads <count>', `threads to ${purpose}; default: one for each core`)
    .env('BREBAJE_THREADS')
    .argParser((text) => {
      const count = Number(text);
      if (!Number.isInteger(count) || count < 1)
        throw new InvalidArgumentError('a whole number from 1 up is expected');
      return count;
    });
}
