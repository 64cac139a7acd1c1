/** The list of ceremonies. */
export const home = {
  title: 'Ceremonies',
  none: 'There is no ceremony here yet.',
  contributions: { one: '{count} contribution', other: '{count} contributions' },
} as const;
