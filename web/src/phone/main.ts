// The page that a phone opens to take pictures for one project. The server shows it at the address for phones only.
import { mount } from "svelte";
import { applyTheme } from "$lib/theme.svelte";
import { showUncaught } from "$lib/ui/toast";
import Phone from "./Phone.svelte";
import "../styles/tokens.css";
import "../styles/base.css";

applyTheme();
showUncaught();
mount(Phone, { target: document.getElementById("phone")! });
