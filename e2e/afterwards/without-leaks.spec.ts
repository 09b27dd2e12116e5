import { readFileSync } from "node:fs";
import { control, SANDBOX_URL } from "../support/clio";
import { databaseFiles, everyRow } from "../support/database";
import { filesUnder, leakFinder, leaksIn } from "../support/leaks";
import { expect, test } from "../support/test";

const FOLDER = process.env.E2E_FOLDER ?? "";

type Application = { appId: number; key: string; secret: string };
type Grant = { access: string; refresh: string };
type Asked = { path: string; body: string; headers: Record<string, string> };

/** Every secret that Clio has given out or was sent in the whole run, by a name that tells where. */
async function secretsOfTheRun(): Promise<Record<string, string>> {
  type State = { applications: Application[]; grants: Grant[] };
  const { applications, grants } = await control<State>("GET", "/state");
  // A pair is also tried the other way round; a client ID that Clio accepted is no secret.
  const ids = new Set(applications.map(({ key }) => key));
  const secrets: Record<string, string> = {};
  const add = (name: string, value: string | null | undefined) => {
    // What a test made up to be refused is no secret, and may be short.
    if (value && !ids.has(value) && /^[\w-]{32,}$/.test(value)) secrets[name] = value;
  };
  for (const { appId, secret } of applications) add(`secret of ${appId}`, secret);
  for (const [index, { access, refresh }] of grants.entries()) {
    add(`access token ${index}`, access);
    add(`refresh token ${index}`, refresh);
  }
  for (const [index, { path, body, headers }] of (
    await control<Asked[]>("GET", "/requests")
  ).entries()) {
    add(`bearer ${index}`, /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1]);
    if (path !== "/oauth/token") continue;
    const sent = new URLSearchParams(body);
    for (const name of ["client_secret", "code", "code_verifier", "refresh_token"]) {
      add(`${name} ${index}`, sent.get(name));
    }
  }
  const ours = JSON.parse(readFileSync(`${FOLDER}/keys.json`, "utf8")) as Record<string, string>;
  add("NEXTAUTH_SECRET", ours.NEXTAUTH_SECRET);
  add("PORTAL_KEYS", ours.PORTAL_KEYS?.split(":")[1]);
  return secrets;
}

// Runs when the other files are through: everything that they did is behind it.
test("SE-01 after all journeys no secret of theirs is in rows, files, logs, bundles or mails", async () => {
  test.setTimeout(300_000);
  const secrets = await secretsOfTheRun();
  const places: [string, string | Buffer][] = [
    ["every row", await everyRow()],
    ["mailbox", await (await fetch(`${SANDBOX_URL}/mailbox/messages`)).text()],
    ...[
      ...databaseFiles(FOLDER),
      ...filesUnder(`${FOLDER}/log`),
      ...filesUnder(".next/static"),
    ].map(({ path, bytes }): [string, Buffer] => [path, bytes]),
  ];
  expect(places.some(([, text]) => leaksIn(text, { there: "Quill & Adeyemi" }).length > 0)).toBe(
    true,
  );
  const find = leakFinder(secrets);
  const found = places.flatMap(([place, text]) => find(text).map((name) => `${name} in ${place}`));
  const count = Object.keys(secrets).length;
  console.log(`${count} secrets looked for in ${places.length} places: ${found.length} found`);
  expect(count).toBeGreaterThan(20);
  expect(found).toEqual([]);
});
