import type { ReactNode } from 'react';

/** Names and what they stand for, as a list of descriptions. */
export function Facts({ items }: { items: (readonly [name: ReactNode, value: ReactNode] | false)[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1.5">
      {items.map(
        (item, index) =>
          item && (
            <div key={index} className="contents">
              <dt className="text-soft">{item[0]}</dt>
              <dd className="min-w-0 tabular-nums">{item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
