/** A list of what somebody keeps: read, changed, and read again; what was removed last can be restored. */

import { sentence } from "../../lib/studio.svelte";

export class OwnList<One, Removed extends { name: string } = One & { name: string }> {
  items = $state.raw<readonly One[]>([]);
  trouble = $state("");
  removed = $state.raw<Removed | null>(null);
  readonly #read: () => Promise<readonly One[]>;

  constructor(read: () => Promise<readonly One[]>) {
    this.#read = read;
    void this.load();
  }

  load = (): Promise<void> => this.change(() => Promise.resolve());

  async change(work: () => Promise<unknown>): Promise<void> {
    this.trouble = "";
    try {
      await work();
      this.items = await this.#read();
    } catch (error) {
      this.trouble = sentence(error);
    }
  }
}
