/** Holds the newest thing only: what nobody took in time is given to `dispose`. */
export class Mailbox<Thing> {
  private thing: Thing | undefined;

  constructor(private readonly dispose: (old: Thing) => void) {}

  put(thing: Thing): void {
    if (this.thing !== undefined) this.dispose(this.thing);
    this.thing = thing;
  }

  take(): Thing | undefined {
    const thing = this.thing;
    this.thing = undefined;
    return thing;
  }

  clear(): void {
    const thing = this.take();
    if (thing !== undefined) this.dispose(thing);
  }
}
