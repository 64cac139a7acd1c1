/** What every refusal carries: HTTP status, the text as sent, and what the person can do about it. */
export interface ErrorEntry {
  status: number;
  /** Sent as it stands; where it ends in `: ` or holds {…}, whoever refuses fills in the rest. */
  text: string;
  /** One sentence for people: what to do next. */
  next: string;
}
