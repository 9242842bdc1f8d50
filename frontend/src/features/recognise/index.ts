import type { Feature } from "../feature";
import { routes } from "./routes";

/** Finding out which exercise somebody does. */
export const recognise: Feature = { routes };
