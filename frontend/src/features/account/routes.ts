import type { Route } from "../feature";
import Account from "./Account.svelte";

export const routes: Route[] = [
  {
    path: "/account",
    title: "account.title",
    load: async () => ({ default: Account }),
    navigation: "nav.account",
  },
];
