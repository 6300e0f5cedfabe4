import { mount } from "svelte";
import { applyTheme } from "$lib/theme.svelte";
import { showUncaught } from "$lib/ui/toast";
import App from "./App.svelte";
import "./styles/tokens.css";
import "./styles/base.css";

applyTheme();
showUncaught();
mount(App, { target: document.getElementById("studio")! });
