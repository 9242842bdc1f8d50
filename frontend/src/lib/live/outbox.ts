/** Numbered items, kept until the studio has promised that they are durable. */
export class Outbox {
  private items: Uint8Array[] = [];
  private first = 0;

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

  /** At most `limit` items from `number` on. */
  from(number: number, limit: number): Uint8Array[] {
    const start = Math.max(number, this.first) - this.first;
    return this.items.slice(start, start + limit);
  }
}
