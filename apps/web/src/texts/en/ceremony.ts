/** The page of a ceremony. */
export const ceremony = {
  loading: 'Ceremony',
} as const;
