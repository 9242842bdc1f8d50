/** How a person set out to do something the last time, kept in this browser for each account. */

type Options = Record<string, unknown>;

interface Kept {
  /** The camera, by the browser's identifier. */
  camera: string;
  plans: Record<string, Options>;
}

const MAX_PLANS = 100; // of the latest; each takes a hundred bytes

export class Plans {
  private readonly key: string;

  constructor(account: string) {
    this.key = `poise-plans ${account}`;
  }

  get camera(): string {
    return this.read().camera;
  }

  /**
   * Returns the usual options with what was chosen for this page the last time in their place; a choice that is of
   * another type than the usual one, from another version of the page, is left out.
   */
  recall<One extends object>(path: string, usual: One): One {
    const kept = this.read().plans[path] ?? {};
    const entries = Object.entries(usual).map(([name, value]) => [name, alike(kept[name], value)]);
    return Object.fromEntries(entries) as One;
  }

  /**
   * Keeps what was chosen for a page as it begins, but not that pictures go to the studio: they leave the device only
   * where somebody wishes so each time.
   */
  keep(path: string, options: object, camera: string): void {
    const plans = { ...this.read().plans };
    delete plans[path]; // the latest stands last
    const chosen: Options = { ...options };
    delete chosen["isRemote"];
    const latest = Object.entries(plans).slice(1 - MAX_PLANS);
    const kept: Kept = { camera, plans: Object.fromEntries([...latest, [path, chosen]]) };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // no room, or not allowed: the usual holds the next time
    }
  }

  private read(): Kept {
    const none: Kept = { camera: "", plans: {} };
    try {
      const kept = (JSON.parse(localStorage.getItem(this.key) ?? "{}") ?? {}) as Partial<Kept>;
      return {
        camera: alike(kept.camera, ""),
        plans: alike(kept.plans, {}) as Record<string, Options>,
      };
    } catch {
      return none; // somebody's hand
    }
  }
}

/** What was kept, where it is of the type of the usual. */
function alike<Value>(kept: unknown, usual: Value): Value {
  const isAlike =
    typeof kept === typeof usual && kept !== null && Array.isArray(kept) === Array.isArray(usual);
  return isAlike ? (kept as Value) : usual;
}
