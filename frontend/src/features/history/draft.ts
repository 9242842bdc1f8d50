/** Text that was typed and not yet saved, kept in this tab until it is: leaving the page does not lose it. */
export class Draft {
  private readonly key: string;

  constructor(name: string) {
    this.key = `poise-draft ${name}`;
  }

  get(): string | null {
    return sessionStorage.getItem(this.key);
  }

  keep(text: string): void {
    sessionStorage.setItem(this.key, text);
  }

  clear(): void {
    sessionStorage.removeItem(this.key);
  }
}
