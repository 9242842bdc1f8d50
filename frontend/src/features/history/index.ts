import type { Feature } from "../feature";
import { routes } from "./routes";

export { default as SessionList } from "./SessionList.svelte";

/** All sessions, of whatever kind. */
export const history: Feature = { routes };
