import type { Feature } from "../feature";
import { routes } from "./routes";

/** A person's own account: profile, password, data. */
export const account: Feature = { routes };
