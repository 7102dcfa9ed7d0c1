// @urql/core as it comes: its default headers, subscriptions over fetch as server-sent events.
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { awaited, FOLLOW, headers, recordingFetch, REGISTER, report, requests, task } from "./program.js";

const client = new Client({
  url: task.url,
  exchanges: [cacheExchange, fetchExchange],
  fetch: recordingFetch,
  fetchOptions: { headers },
  fetchSubscriptions: true,
});

function dataOf(result) {
  if (result.error) throw result.error;
  return result.data;
}

const { change, see, fail } = awaited();
client.subscription(FOLLOW, { after: task.after }).subscribe((result) => {
  if (result.error) fail(result.error);
  else see(result.data.changed);
});
const data = dataOf(await client.query(task.document, task.variables));
const registered = dataOf(await client.mutation(REGISTER, { title: task.title })).registerStandard;
report({ data, registered, change: await change, requests });
