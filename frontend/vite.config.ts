import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { drawIcon } from "./app-icons.ts";

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

/** The icon as pictures, for start screens. */
function appIcons(): Plugin {
  const svg = readFileSync(new URL("./public/icon.svg", import.meta.url), "utf8");
  return {
    name: "app-icons",
    generateBundle() {
      const emit = (fileName: string, source: Buffer) => this.emitFile({ type: "asset", fileName, source });
      for (const size_px of [192, 512]) emit(`icon-${size_px}.png`, drawIcon(svg, size_px, false));
      for (const size_px of [180, 512]) emit(`icon-whole-${size_px}.png`, drawIcon(svg, size_px, true));
    },
  };
}

const WORKER = "service-worker";

/** Tells the service worker of which files this build is made; their names change with their content. */
function pageFiles(): Plugin {
  return {
    name: "page-files",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const worker = bundle[`${WORKER}.js`];
        if (worker?.type !== "chunk") throw new Error(`The build made no ${WORKER}.js.`);
        const built = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const files = [...built, "icon.svg", "manifest.webmanifest"].sort();
        const page = bundle["index.html"];
        const html = page?.type === "asset" ? page.source : "";
        const version = createHash("sha256").update(files.join()).update(html).digest("hex").slice(0, 12);
        worker.code = worker.code
          .replaceAll("__PAGE_FILES__", JSON.stringify(files))
          .replaceAll("__PAGE_VERSION__", JSON.stringify(version));
      },
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
  plugins: [svelte(), visionFiles(), apiDocs(), appIcons(), pageFiles(), precompressed()],
  define: {
    __WASM_BASE__: JSON.stringify(WASM_BASE),
    __WASM_FILES__: JSON.stringify(WASM.map((name) => `${WASM_BASE.slice(1)}/${name}`)),
  },
  // Styles and fonts stay files of our origin: the content-security policy allows nothing inline.
  build: {
    outDir: "../src/poise/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: "index.html", [WORKER]: "src/service-worker.ts" },
      // A service worker is known by its address, which stays.
      output: {
        entryFileNames: ({ name }) => (name === WORKER ? `${WORKER}.js` : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "es" },
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000, // a page is compiled when a test first asks for it, and machines are busy
    // Its version for browsers, as the page has it: on Node its package gives another one.
    alias: {
      "tus-js-client": fileURLToPath(
        new URL("./node_modules/tus-js-client/lib.esm/browser/index.js", import.meta.url),
      ),
    },
  },
});
