const SAMPLE_BYTES = 64 * 1024;

/**
 * What tells a file from others, so that an upload goes on when the same file is chosen again after a closed tab.
 *
 * The name, the size, and the first and last bytes: hashing gigabytes would take minutes, and phones give a file
 * another date each time. Browsers hash on secure pages only; elsewhere the date has to do.
 */
export async function fingerprint(account: string, file: File): Promise<string> {
  const samples = [file.slice(0, SAMPLE_BYTES), file.slice(Math.max(0, file.size - SAMPLE_BYTES))];
  const content = globalThis.crypto?.subtle ? await sha256(new Blob(samples)) : String(file.lastModified);
  return ["poise", account, file.size, content, file.name].join(":");
}

async function sha256(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
