import "@fontsource-variable/archivo/standard.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { registerWorker } from "./lib/offline/worker";

const target = document.getElementById("app");
if (target) mount(App, { target });
void registerWorker();
