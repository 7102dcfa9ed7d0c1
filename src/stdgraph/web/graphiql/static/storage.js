const SPACE = "graphiql:";
const HEADERS = ["graphiql:headers", "graphiql:shouldPersistHeaders"];
const WITH_HEADERS = ["graphiql:tabState", "graphiql:queries", "graphiql:favorites"];

/** A value of the storage without any header in it; null where nothing of it may stay. */
function withoutHeaders(name, value) {
  if (HEADERS.includes(name)) {
    return null;
  }
  if (!WITH_HEADERS.includes(name)) {
    return value;
  }
  try {
    return JSON.stringify(JSON.parse(value), (key, one) => (key === "headers" || key === "hash" ? null : one));
  } catch {
    return null;
  }
}

/** What GraphiQL keeps in a browser, on top of its storage: never a header, for it may hold a token. Earlier ones are dropped. */
export function safeStorage(kept) {
  const names = () => Object.keys(kept).filter((name) => name.startsWith(SPACE));
  const safe = {
    getItem: (name) => kept.getItem(name),
    setItem: (name, value) => {
      const safely = withoutHeaders(name, value);
      if (safely === null) {
        kept.removeItem(name);
      } else {
        kept.setItem(name, safely);
      }
    },
    removeItem: (name) => kept.removeItem(name),
    clear: () => names().forEach((name) => kept.removeItem(name)),
    get length() {
      return names().length;
    },
  };
  names().forEach((name) => safe.setItem(name, kept.getItem(name)));
  return safe;
}
