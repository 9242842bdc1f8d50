import type { Route } from "../feature";
import Home from "./Home.svelte";

export const routes: Route[] = [{ path: "/", title: "home.title", load: async () => ({ default: Home }) }];
