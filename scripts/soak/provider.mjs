// A provider that does nothing but renew tokens, at a steady pace, and counts how often it was asked
// with each refresh token. Plain JavaScript in a process of its own: it must not be what is measured.
import { createServer } from "node:http";

const latencyMs = Number(process.argv[2] ?? 100);
const asked = new Map();

createServer((request, response) => {
  if (request.url === "/counts") {
    const most = Math.max(0, ...asked.values());
    response.end(JSON.stringify({ tokens: asked.size, most }));
    return;
  }
  if (request.url === "/reset") {
    asked.clear();
    response.end("{}");
    return;
  }
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    const token = new URLSearchParams(body).get("refresh_token") ?? request.url;
    asked.set(token, (asked.get(token) ?? 0) + 1);
    setTimeout(() => {
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({
          token_type: "bearer",
          access_token: `access-${Math.random().toString(36).slice(2)}`,
          expires_in: 2_592_000,
        }),
      );
    }, latencyMs);
  });
}).listen(0, "127.0.0.1", function () {
  process.send?.({ port: this.address().port });
});
