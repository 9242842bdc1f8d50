import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const WASM = ["vision_wasm_module_internal.js", "vision_wasm_module_internal.wasm"];
const WASM_BASE = "/vision-1.1.0";

/** Serves MediaPipe's own files from our origin: they are asked for by name, so they bear the version in their path. */
function visionFiles(): Plugin {
  const source = (name: string) =>
    readFileSync(
      fileURLToPath(new URL(`./node_modules/@mediapipe/tasks-vision/wasm/${name}`, import.meta.url)),
    );
  return {
    name: "vision-files",
    generateBundle() {
      for (const name of WASM)
        this.emitFile({ type: "asset", fileName: `${WASM_BASE.slice(1)}/${name}`, source: source(name) });
    },
  };
}

export default defineConfig({
  plugins: [svelte(), visionFiles()],
  define: { __WASM_BASE__: JSON.stringify(WASM_BASE) },
  // Styles and fonts stay files of our origin: the content-security policy allows nothing inline.
  build: {
    outDir: "../src/poise/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" },
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"], testTimeout: 10_000 },
});
