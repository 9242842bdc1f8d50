// Takes the addresses out of a package-lock.json: what is installed is decided by the hashes ("integrity"), and each
// machine asks the registry that it was set up with.   node tools/strip-lock.mjs frontend/package-lock.json
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** @param {string} text @returns {string} */
export function stripped(text) {
  const lock = JSON.parse(text);
  for (const [path, entry] of Object.entries(lock.packages)) {
    delete entry.resolved;
    if (path !== "" && !entry.integrity) throw new Error(`${path} has no hash; renew the lock with: npm run lock`);
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

if (process.argv[2] && import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const path = process.argv[2];
  writeFileSync(path, stripped(readFileSync(path, "utf8")));
}
