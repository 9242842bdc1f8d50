import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** Builds the page with the toy, for its test in a browser: neither small nor compressed, and without MediaPipe's files. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [svelte({ configFile: fileURLToPath(new URL("../../../svelte.config.js", import.meta.url)) })],
  define: { __WASM_BASE__: JSON.stringify("/vision") },
  build: { assetsInlineLimit: 0, target: "es2022", minify: false, modulePreload: { polyfill: false } },
  worker: { format: "es" },
  logLevel: "warn",
});
