import type { Feature } from "../feature";
import { routes } from "./routes";

/** What was done while the studio was away, and waits in this browser to be sent. */
export const waiting: Feature = { routes };
