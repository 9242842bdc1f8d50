/** Signing in, signing up, setting the studio up: what stands before all other features. */
export { default as Enter } from "./Enter.svelte";
export { default as SignInAgain } from "./SignInAgain.svelte";

export const ENTRANCES = [
  "/sign-in",
  "/sign-up",
  "/setup",
  "/set-up",
  "/password-reset",
  "/reset",
  "/invitation",
];

/** Somebody who is signed in has no use for these; the other entrances come by a link and are meant. */
export const ONLY_OUTSIDE = ["/sign-in", "/sign-up", "/setup", "/set-up"];
