// Tells that something changed while the page was open: the subscription `changed`, as server-sent events.
const place = document.querySelector(".live");

if (place && "EventSource" in window) {
  const query = encodeURIComponent("subscription { changed { sequence } }");
  const source = new EventSource(`/graphql?query=${query}`);
  source.addEventListener("next", () => {
    if (!place.hidden) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.dataset.button;
    button.addEventListener("click", () => window.location.reload());
    place.replaceChildren(document.createTextNode(place.dataset.text), button);
    place.hidden = false;
  });
  source.addEventListener("complete", () => source.close());
  window.addEventListener("pagehide", () => source.close());
}
