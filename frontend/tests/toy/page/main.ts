/** The whole page with one feature more: it is listed here, and nowhere else. */
import "../../../src/styles/tokens.css";
import "../../../src/styles/base.css";
import { mount } from "svelte";
import App from "../../../src/App.svelte";
import { FEATURES } from "../../../src/features";
import { claps } from "../claps";

const target = document.getElementById("app");
if (target) mount(App, { target, props: { features: [...FEATURES, claps] } });
