import type { Feature } from "../feature";
import { routes } from "./routes";

/** The accounts of the studio, for administrators. */
export const people: Feature = { routes };
