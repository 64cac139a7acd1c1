/** What somebody expects of a ceremony: from the link that they followed, and what they gave since. */
import { type Expected, expectedIn, expectedText } from '@brebaje/client/verify/expectation';
import { useLocation } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';

/** An expectation, and where it is from. */
export interface HeldExpected {
  one: Expected;
  byLink: boolean;
}

export interface ExpectedState {
  all: readonly HeldExpected[];
  /** What the link should have expected, and nobody can read. */
  unreadable: readonly string[];
  add(...more: Expected[]): void;
  remove(one: HeldExpected): void;
}

export function useExpected(): ExpectedState {
  const fragment = useLocation({ select: ({ hash }) => hash });
  const [link, setLink] = useState(() => expectedIn(fragment));
  const [given, setGiven] = useState<readonly Expected[]>([]);
  useEffect(() => setLink(expectedIn(fragment)), [fragment]);
  const add = useCallback((...more: Expected[]) => setGiven((before) => [...before, ...more]), []);
  const held = [
    ...link.all.map((one) => ({ one, byLink: true })),
    ...given.map((one) => ({ one, byLink: false })),
  ];
  const texts = held.map(({ one }) => expectedText(one));
  return {
    all: held.filter((_, at) => texts.indexOf(texts[at]!) === at),
    unreadable: link.unreadable,
    add,
    remove({ one }) {
      const others = (each: Expected) => expectedText(each) !== expectedText(one);
      setGiven((before) => before.filter(others));
      setLink((before) => ({ ...before, all: before.all.filter(others) }));
    },
  };
}
