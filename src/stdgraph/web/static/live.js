// Tells that something changed while the page was open: the subscription `changed`, as server-sent events. It listens only while
// the page is seen: a browser opens six connections to a host, and tabs in the background would take them all.
const place = document.querySelector(".live");
const query = encodeURIComponent("subscription { changed { sequence } }");
let source = null;

function tell() {
  if (!place.hidden) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = place.dataset.button;
  button.addEventListener("click", () => window.location.reload());
  place.replaceChildren(document.createTextNode(place.dataset.text), button);
  place.hidden = false;
}

function listen() {
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) {
    source = new EventSource(`/graphql?query=${query}`);
    source.addEventListener("next", tell);
    source.addEventListener("complete", () => source?.close());
  }
}

if (place && "EventSource" in window) {
  listen();
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => source?.close());
}
