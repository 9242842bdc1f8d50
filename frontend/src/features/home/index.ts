import type { Feature } from "../feature";
import { routes } from "./routes";

/** The start page. */
export const home: Feature = { routes };
