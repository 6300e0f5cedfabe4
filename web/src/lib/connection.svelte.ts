// Whether the server responds, for the message that every page shows while it does not.
import { onConnection, reconnect } from "./events";
import { refreshSession } from "./session.svelte";

let isAway = $state(false);

export const connection = {
  get isAway() {
    return isAway;
  },
  retry: reconnect,
};

onConnection(refreshSession, (away) => (isAway = away));
