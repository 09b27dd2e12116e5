// The image's HEALTHCHECK: whether the program answers at HEALTH_URL. The portal answers its own host alone,
// so that is the host that it is asked as.
import { get } from "node:http";

const url = new URL(process.env.HEALTH_URL ?? "http://127.0.0.1:3000/api/health/live");
const host = process.env.PORTAL_URL ? new URL(process.env.PORTAL_URL).host : url.host;
const request = get(url, { headers: { host }, timeout: 4000 }, (response) => {
  response.resume();
  end(response.statusCode === 200 ? "" : `${url.pathname} answers ${response.statusCode}`);
});
request.on("timeout", () => request.destroy(new Error("no answer within 4 s")));
request.on("error", (error) => end(`${url.href}: ${error.message}`));

function end(trouble) {
  if (trouble) console.error(trouble);
  process.exit(trouble ? 1 : 0);
}
