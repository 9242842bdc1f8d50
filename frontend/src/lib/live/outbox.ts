/** Numbered items, kept until the studio has promised that they are durable. */
export class Outbox {
  private first: number;
  private items: Uint8Array[];

  constructor(first = 0, items: readonly Uint8Array[] = []) {
    this.first = first;
    this.items = [...items];
  }

  /** The number that the next item will bear: how many there have been. */
  get count(): number {
    return this.first + this.items.length;
  }

  get durable(): number {
    return this.first;
  }

  push(item: Uint8Array): void {
    this.items.push(item);
  }

  /** All below `next` are durable; a promise that goes back is an old one and changes nothing. */
  release(next: number): void {
    const gone = Math.min(next, this.count) - this.first;
    if (gone <= 0) return;
    this.items.splice(0, gone);
    this.first += gone;
  }

  /** Goes on in a session of which the studio has more than is here; nothing may have been pushed before. */
  continueFrom(next: number): void {
    if (next > this.count) [this.first, this.items] = [next, []];
  }

  /** At most `limit` items from `number` on. */
  from(number: number, limit: number): Uint8Array[] {
    const start = Math.max(number, this.first) - this.first;
    return this.items.slice(start, start + limit);
  }
}
