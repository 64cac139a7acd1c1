/** Classes of what people type into, and of its label. */
export const INPUT =
  'min-h-11 w-full rounded-md border border-line bg-card px-3 py-2 text-ink placeholder:text-soft';
export const LABEL = 'font-semibold';
