// The mentor page on Node and the SDK's third version: the runtime API, one GetItem, the same fields.
import http from "node:http";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

const table = new DynamoDBClient({});
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

async function handle(event) {
  const id = event.rawPath.slice(event.rawPath.lastIndexOf("/") + 1);
  const Key = { pk: { S: id }, sk: { S: "mentor" } };
  const { Item } = await table.send(new GetItemCommand({ TableName: process.env.TABLE, Key }));
  const row = Item ? unmarshall(Item) : {};
  if (row.approval !== "approved") return answer(404, { success: false, error: { code: "NOT_FOUND" } });
  const { about, rating_count: rated } = row;
  const data = {
    id: row.id, name: row.name, bio: about.bio, photoUrl: row.photo ?? null, expertise: about.expertise,
    company: about.company, jobTitle: about.job_title, yearsOfExperience: about.years_of_experience,
    linkedin: about.linkedin ?? null, github: about.github ?? null, twitter: about.twitter ?? null,
    rating: rated ? Math.round((row.rating_sum / rated) * 100) / 100 : 0, ratingCount: rated,
    totalSessions: row.sessions, timezone: row.zone, isApproved: true, version: row.version,
  };
  return answer(200, { success: true, data }, { etag: `"${row.version}"` });
}

function answer(statusCode, body, headers = {}) {
  return { statusCode, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body),
    isBase64Encoded: false };
}

function call(method, path, body) {
  const headers = body ? { "content-length": Buffer.byteLength(body) } : {};
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path, agent, headers }, (reply) => {
      const parts = [];
      reply.on("data", (part) => parts.push(part));
      reply.on("end", () => resolve({ headers: reply.headers, text: Buffer.concat(parts).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

for (;;) {
  const { headers, text } = await call("GET", "/2018-06-01/runtime/invocation/next");
  const reply = JSON.stringify(await handle(JSON.parse(text)));
  const id = headers["lambda-runtime-aws-request-id"];
  await call("POST", `/2018-06-01/runtime/invocation/${id}/response`, reply);
}
