/** A time or duration in milliseconds as REST tells it: whole seconds, none of which is still to come. */
export function toSeconds(millis: number): number {
  return Math.floor(millis / 1000);
}
