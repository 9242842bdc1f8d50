/** The features of the page, in the order of the main navigation and of the start page. */
import { account } from "./account";
import { coach } from "./coach";
import { compare } from "./compare";
import type { Feature } from "./feature";
import { films } from "./films";
import { history } from "./history";
import { hold } from "./hold";
import { home } from "./home";
import { people } from "./people";
import { progress } from "./progress";
import { recognise } from "./recognise";
import { teach } from "./teach";
import { train } from "./train";
import { waiting } from "./waiting";

export const FEATURES: readonly Feature[] = [
  home,
  coach,
  train,
  recognise,
  films,
  hold,
  teach,
  compare,
  history,
  progress,
  account,
  people,
  waiting,
];
