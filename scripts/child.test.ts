import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startChild } from "./child";
import { requireFreePorts } from "./ports";
import { Stop } from "./progress";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "anteroom-child-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function start(source: string, port: number) {
  const program = join(folder, "program.mjs");
  writeFileSync(program, `import http from "node:http"; const port = ${port};\n${source}`);
  const options = { name: "The program", args: [program], env: process.env };
  return startChild({ ...options, log: join(folder, "log"), url: `http://127.0.0.1:${port}/` });
}

const SERVER = `const server = http.createServer((_, answer) => answer.end()).listen(port, "127.0.0.1");`;

it("waits until the program answers, and stops it", async () => {
  const port = await freePort();
  const child = await start(`${SERVER} process.on("SIGTERM", () => process.exit(0));`, port);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  await child.stop();
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(/fetch failed/);
});

it("says the last words of a program that ends at once", async () => {
  const port = await freePort();
  const failing = start(`console.error("SMTP_URL: is missing"); process.exit(1);`, port);
  await expect(failing).rejects.toThrow(/The program ended at once[^]*SMTP_URL: is missing/);
});

it("tells when a running program ends by itself", async () => {
  const port = await freePort();
  const child = await start(`${SERVER} process.on("SIGUSR2", () => process.exit(0));`, port);
  const { pid } = child;
  process.kill(pid, "SIGUSR2");
  await expect(child.ended).resolves.toBeUndefined();
});

it("gives the program a channel whose end tells that the supervisor is gone", async () => {
  const port = await freePort();
  const server = SERVER.replace("answer.end()", "answer.end(String(process.connected))");
  const child = await start(server, port);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("true");
  await child.stop();
});

it("names a port in use and the setting that moves it", async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  const refusal = requireFreePorts([port], "SANDBOX_PORT");
  await expect(refusal).rejects.toThrow(Stop);
  await expect(refusal).rejects.toThrow(new RegExp(`Port ${port} is in use.*SANDBOX_PORT=`));
  await new Promise((resolve) => server.close(resolve));
  await requireFreePorts([port], "SANDBOX_PORT");
});
