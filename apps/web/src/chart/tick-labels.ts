/** Labels of ticks in their order; one that says the same as the tick before it is left out. */
export function tickLabels(labels: readonly string[]): string[] {
  return labels.map((label, index) => (label === labels[index - 1] ? '' : label));
}
