/** Where MediaPipe's wasm files lie on our origin; set by vite.config.ts. */
declare const __WASM_BASE__: string;
