/** Where MediaPipe's wasm files lie on our origin; set by vite.config.ts. */
declare const __WASM_BASE__: string;
/** Those files, by their names within the build. */
declare const __WASM_FILES__: readonly string[];
/** The files of the build that the page is made of, and a name for all of them; in the service worker alone. */
declare const __PAGE_FILES__: readonly string[];
declare const __PAGE_VERSION__: string;
