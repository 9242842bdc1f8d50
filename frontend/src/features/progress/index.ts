import type { Feature } from "../feature";
import { routes } from "./routes";

/** What was done on which day. */
export const progress: Feature = { routes };
