import net from "node:net";

export type RawReply = { status: number; headers: Record<string, string>; body: string };

/** Sends exactly these headers over a socket of its own, and reads until the server closes it. */
export function send(
  port: number,
  request: { method: string; path: string; headers: [string, string][]; body: string },
): Promise<RawReply> {
  const { method, path, headers, body } = request;
  const isCounted = body !== "" || method === "POST";
  const all: [string, string][] = [
    ["Host", "door.test"],
    ["Connection", "close"],
    ...headers,
    ...(isCounted ? [["Content-Length", String(Buffer.byteLength(body))] as [string, string]] : []),
  ];
  const lines = all.map(([name, value]) => `${name}: ${value}`);
  const text = `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(text, "utf8"));
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (received += chunk));
    socket.on("error", (error) => (received ? resolve(parse(received)) : reject(error)));
    socket.on("close", () => resolve(parse(received)));
  });
}

function parse(text: string): RawReply {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n") };
}
