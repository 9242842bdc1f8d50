/** The exercises that a person marked, kept in this browser for each account. */
export class Favourites {
  names = $state.raw<ReadonlySet<string>>(new Set());
  private readonly key: string;

  constructor(account: string) {
    this.key = `poise-favourites ${account}`;
    this.names = read(this.key);
  }

  toggle(name: string): void {
    const names = new Set(this.names);
    if (!names.delete(name)) names.add(name);
    this.names = names;
    localStorage.setItem(this.key, JSON.stringify([...names]));
  }
}

function read(key: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
  } catch {
    return new Set(); // another page of this address wrote something else there
  }
}
