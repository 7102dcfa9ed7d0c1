// Tells that something changed while the page was open: the subscription `changed`, as server-sent events.
// A browser opens six connections to a host, so one tab listens and tells the others; where a browser cannot arrange that (plain
// http to another machine), each tab listens while it is seen.
const NAME = "stdgraph-changes";
const ADDRESS = `/graphql?query=${encodeURIComponent("subscription { changed { sequence } }")}`;
const place = document.querySelector(".live");

function tell() {
  if (!place.hidden) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.button;
  button.addEventListener("click", () => window.location.reload());
  place.replaceChildren(document.createTextNode(place.dataset.text), button);
  place.hidden = false;
}

function listen(heard) {
  const source = new EventSource(ADDRESS);
  source.addEventListener("next", heard);
  source.addEventListener("complete", () => source.close());
  return source;
}

function listenForAllTabs() {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", tell);
  const hold = () =>
    new Promise((release) => {
      const source = listen(() => {
        tell();
        channel.postMessage("changed");
      });
      window.addEventListener("pagehide", () => release(source.close()), { once: true });
    });
  navigator.locks.request(NAME, hold);
  window.addEventListener("pageshow", (event) => event.persisted && navigator.locks.request(NAME, hold));
}

function listenWhileSeen() {
  let source = null;
  const turn = () => {
    source?.close();
    source = document.hidden ? null : listen(tell);
  };
  turn();
  document.addEventListener("visibilitychange", turn);
  window.addEventListener("pagehide", () => source?.close());
}

if (place && "EventSource" in window) {
  if (navigator.locks && "BroadcastChannel" in window) listenForAllTabs();
  else listenWhileSeen();
}
