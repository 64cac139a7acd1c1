/** Files that somebody dropped or chose, looked at one by one. */
import type { LookedAt } from '@brebaje/client/coordinate/look-at-file';
import { useEffect, useRef, useState } from 'react';
import { type Asked, look } from './ask-worker.ts';
import type { Fault } from './file-messages.ts';

/** A file as a drop or a dialog gives it. */
export interface GivenFile {
  readonly file: File;
  readonly handle?: FileSystemFileHandle | undefined;
}

export interface LookedFile extends GivenFile {
  readonly id: number;
  readonly looked?: LookedAt;
  readonly sha256?: string;
  readonly blake2b?: string | undefined;
  /** A phase 1 that is published under its BLAKE2b-512. */
  readonly published?: boolean;
  /** Bytes hashed. */
  readonly done: number;
  readonly fault?: Fault;
}

let last = 0;

/** Looks at every file that is added; those that are removed are stopped. */
export function useLookedFiles(): {
  files: readonly LookedFile[];
  add(given: readonly GivenFile[]): void;
  remove(id: number): void;
} {
  const [files, setFiles] = useState<readonly LookedFile[]>([]);
  const asked = useRef(new Map<number, Asked>());
  useEffect(() => {
    const running = asked.current;
    return () => {
      for (const one of running.values()) one.stop();
    };
  }, []);
  const change = (id: number, more: Partial<LookedFile>) =>
    setFiles((before) => before.map((one) => (one.id === id ? { ...one, ...more } : one)));
  return {
    files,
    add(given) {
      const added = given.map((one): LookedFile => ({ ...one, id: ++last, done: 0 }));
      setFiles((before) => [...before, ...added]);
      for (const { id, file } of added)
        asked.current.set(
          id,
          look(file, (message) => {
            if (message.is === 'looked') change(id, { looked: message.looked });
            else if (message.is === 'progress') change(id, { done: message.done });
            else if (message.is === 'hashed') {
              const { sha256, blake2b, published } = message;
              change(id, { sha256, blake2b, published });
            } else if (message.is === 'failed' && message.fault.kind !== 'stopped')
              change(id, { fault: message.fault });
          }),
        );
    },
    remove(id) {
      asked.current.get(id)?.stop();
      setFiles((before) => before.filter((one) => one.id !== id));
    },
  };
}
