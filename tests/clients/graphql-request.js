// graphql-request for queries and mutations, graphql-sse for the subscription.
import { GraphQLClient } from "graphql-request";
import { createClient } from "graphql-sse";
import { awaited, FOLLOW, headers, recordingFetch, REGISTER, report, requests, task } from "./program.js";

const client = new GraphQLClient(task.url, { headers, fetch: recordingFetch });
const stream = createClient({ url: task.url });

const { change, see, fail } = awaited();
stream.subscribe(
  { query: FOLLOW, variables: { after: task.after } },
  {
    next: (result) => (result.errors ? fail(result.errors) : see(result.data.changed)),
    error: fail,
    complete: () => fail(new Error("the subscription ended")),
  },
);
const data = await client.request(task.document, task.variables);
const written = await client.request(REGISTER, { title: task.title });
report({ data, registered: written.registerStandard, change: await change, requests });
