import type { ReactNode } from 'react';

/** Names and what they stand for, as a list of descriptions. */
export function Facts({ items }: { items: (readonly [name: ReactNode, value: ReactNode] | false)[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-4 sm:grid-cols-[minmax(7rem,auto)_1fr] sm:gap-y-1.5">
      {items.map(
        (item, index) =>
          item && (
            <div key={index} className="contents">
              <dt className="text-sm text-soft sm:text-base">{item[0]}</dt>
              <dd className="mb-2.5 min-w-0 tabular-nums sm:mb-0">{item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
