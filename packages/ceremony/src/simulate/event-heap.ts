/** What happens next: a binary heap of (time, who, ticket) in typed arrays, without an object per event. */
export class EventHeap {
  #time = new Float64Array(1024);
  #who = new Int32Array(1024);
  #ticket = new Int32Array(1024);
  size = 0;

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.size === 0 ? Infinity : this.#time[0]!;
  }

  get nextWho(): number {
    return this.#who[0]!;
  }

  get nextTicket(): number {
    return this.#ticket[0]!;
  }

  push(time: number, who: number, ticket: number): void {
    if (this.size === this.#time.length) this.#grow();
    let at = this.size;
    this.size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#time[parent]! <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#place(at, time, who, ticket);
  }

  /** Takes the next event away. */
  pop(): void {
    this.size -= 1;
    const last = this.size;
    if (last === 0) return;
    const time = this.#time[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#time[child + 1]! < this.#time[child]!) child += 1;
      if (time <= this.#time[child]!) break;
      this.#move(child, at);
      at = child;
    }
    this.#place(at, time, this.#who[last]!, this.#ticket[last]!);
  }

  #move(from: number, to: number): void {
    this.#time[to] = this.#time[from]!;
    this.#who[to] = this.#who[from]!;
    this.#ticket[to] = this.#ticket[from]!;
  }

  #place(at: number, time: number, who: number, ticket: number): void {
    this.#time[at] = time;
    this.#who[at] = who;
    this.#ticket[at] = ticket;
  }

  #grow(): void {
    const size = this.#time.length * 2;
    const time = new Float64Array(size);
    const who = new Int32Array(size);
    const ticket = new Int32Array(size);
    time.set(this.#time);
    who.set(this.#who);
    ticket.set(this.#ticket);
    this.#time = time;
    this.#who = who;
    this.#ticket = ticket;
  }
}
