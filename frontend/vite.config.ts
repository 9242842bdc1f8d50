import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
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

const DOCS = ["swagger-ui.css", "swagger-ui-bundle.js"];
const DOCS_BASE = `api-docs-${packageVersion("swagger-ui-dist")}`;

function packageVersion(name: string): string {
  const text = readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The page that shows the REST interface (`/api/docs`): a library's, without a script in the page and without hosts. */
function apiDocs(): Plugin {
  const start = `SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#docs", validatorUrl: null, deepLinking: true });\n`;
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/${DOCS_BASE}/swagger-ui.css" />
    <title>Poise: REST interface</title>
  </head>
  <body>
    <div id="docs"></div>
    <script src="/${DOCS_BASE}/swagger-ui-bundle.js"></script>
    <script src="/${DOCS_BASE}/start.js"></script>
  </body>
</html>
`;
  return {
    name: "api-docs",
    generateBundle() {
      for (const name of DOCS) {
        const source = readFileSync(new URL(`./node_modules/swagger-ui-dist/${name}`, import.meta.url));
        this.emitFile({ type: "asset", fileName: `${DOCS_BASE}/${name}`, source });
      }
      this.emitFile({ type: "asset", fileName: `${DOCS_BASE}/start.js`, source: start });
      this.emitFile({ type: "asset", fileName: "api-docs.html", source: page });
    },
  };
}

const COMPRESSED = /\.(js|css|svg|wasm|html)$/;

/** Lays a Brotli and a gzip version beside what gains by it, so that the studio never compresses while it serves. */
function precompressed(): Plugin {
  let folder = "";
  return {
    name: "precompressed",
    apply: "build",
    configResolved: (config) => void (folder = resolve(config.root, config.build.outDir)),
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!COMPRESSED.test(name)) continue;
        const content = readFileSync(join(folder, name));
        const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
        writeFileSync(join(folder, `${name}.br`), brotli);
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), visionFiles(), apiDocs(), precompressed()],
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
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    testTimeout: 10_000,
    // Its version for browsers, as the page has it: on Node its package gives another one.
    alias: {
      "tus-js-client": fileURLToPath(
        new URL("./node_modules/tus-js-client/lib.esm/browser/index.js", import.meta.url),
      ),
    },
  },
});
