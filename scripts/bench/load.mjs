// A load generator in a process of its own, so that it is not what is measured: raw sockets that are kept
// alive, prepared bytes, answers told apart by Content-Length. Takes one order at a time by message.
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One socket that is kept alive: `send` resolves with the status of the answer. */
function connect(port) {
  const socket = net.connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  let settle = null;
  let head = "";
  let left = -1;
  let status = 0;
  const fail = (why) => settle?.reject(new Error(why));
  socket.on("error", (error) => fail(String(error)));
  socket.on("close", () => fail("the connection was closed"));
  socket.on("data", (chunk) => {
    if (left < 0) {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      status = Number(head.slice(9, 12));
      const [, length] = /content-length: (\d+)/i.exec(head) ?? [];
      if (length === undefined) {
        fail(`an answer without a length: ${head.slice(0, 200)}`);
        return;
      }
      left = Number(length) - (head.length - end - 4);
    } else left -= chunk.length;
    if (left > 0) return;
    const { resolve } = settle;
    settle = null;
    head = "";
    left = -1;
    resolve(status);
  });
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(bytes);
      }),
    close: () => socket.destroy(),
  };
}

function summary(times, errors, seconds) {
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    rate: times.length / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    requests: times.length,
    errors,
  };
}

/** So many at once, for some seconds or, without, until every path was asked for once. */
async function closed({ port, paths, key, atOnce, seconds }) {
  const requests = paths.map((path) => bytesOf(path, key));
  const times = [];
  let errors = 0;
  let n = 0;
  const begun = performance.now();
  const until = seconds ? begun + seconds * 1000 : Infinity;
  const goOn = () => (seconds ? performance.now() < until : n < requests.length);
  const work = async () => {
    const connection = connect(port);
    while (goOn()) {
      const bytes = requests[n % requests.length];
      n += 1;
      const sent = performance.now();
      const status = await connection.send(bytes);
      times.push(performance.now() - sent);
      if (status !== 200) errors += 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return summary(times, errors, (performance.now() - begun) / 1000);
}

/** So many a second, whatever becomes of them: what is late counts from when it was due. */
async function paced({ port, paths, key, rate, seconds }) {
  const requests = paths.map((path) => bytesOf(path, key));
  const times = [];
  const idle = [];
  let errors = 0;
  let sent = 0;
  const total = rate * seconds;
  const begun = performance.now();
  const take = async (n) => {
    const connection = idle.pop() ?? connect(port);
    const status = await connection.send(requests[n % requests.length]);
    idle.push(connection);
    times.push(performance.now() - begun - (n / rate) * 1000);
    if (status !== 200) errors += 1;
  };
  const all = [];
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * rate));
    for (; sent < due; sent += 1) all.push(take(sent));
    await sleep(1);
  }
  await Promise.all(all);
  for (const connection of idle) connection.close();
  return summary(times, errors, (performance.now() - begun) / 1000);
}

function bytesOf(path, key) {
  const authorization = key ? `authorization: Bearer ${key}\r\n` : "";
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: door\r\n${authorization}\r\n`);
}

async function follow(order) {
  try {
    const result = order.rate ? await paced(order) : await closed(order);
    process.send({ result });
  } catch (thrown) {
    process.send({ error: String(thrown) });
  }
}

process.on("message", (order) => void follow(order));
