import { fill } from "./texts.js";

/**
 * Sends operations for GraphiQL: a single answer is JSON, a subscription a stream of events. What is unsubscribed is taken back.
 * Calls `refused` where the service knows nobody who asks, for a session may have ended.
 */
export function fetcherOf(endpoint, texts, refused) {
  return (request) => ({
    subscribe(observer) {
      const control = new AbortController();
      send(endpoint, request, control.signal, observer, texts, refused).then(
        () => observer.complete(),
        (error) => control.signal.aborted || observer.error(error),
      );
      return { unsubscribe: () => control.abort() };
    },
  });
}

async function send(endpoint, request, signal, observer, texts, refused) {
  const response = await fetch(endpoint, {
    method: "POST",
    credentials: "same-origin",
    headers: { Accept: "application/json, text/event-stream;q=0.9", "Content-Type": "application/json" },
    body: JSON.stringify(request),
    signal,
  });
  if (response.status === 401) {
    refused();
  }
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("text/event-stream")) {
    await follow(response.body, observer, texts);
  } else if (type.startsWith("application/json")) {
    observer.next(await response.json());
  } else {
    throw new Error(fill(texts.no_answer, { status: response.status }));
  }
}

/** Pass on each answer of a stream until it says that it is complete. Throws where it ends without. */
async function follow(body, observer, texts) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      throw new Error(texts.stream_ended);
    }
    const events = (text + value).split("\n\n");
    text = events.pop();
    for (const { name, data } of events.map(read)) {
      if (name === "complete") {
        return;
      }
      if (name === "next") {
        observer.next(JSON.parse(data));
      }
    }
  }
}

/** The name and data of one event; a comment, which keeps the connection open, has neither. */
function read(event) {
  const fields = event.split("\n").map((line) => line.split(/: (.*)/s));
  const value = (name) => fields.filter(([field]) => field === name).map(([, text]) => text ?? "").join("\n");
  return { name: value("event"), data: value("data") };
}
