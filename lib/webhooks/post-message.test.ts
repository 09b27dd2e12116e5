import { lookup } from "node:dns/promises";
import type { LookupAddress } from "node:dns";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { openReceiver } from "@/lib/testing/receiver";
import { findAddresses } from "./find-addresses";
import { postMessage } from "./post-message";

type Lookup = (host: string) => Promise<LookupAddress[]>;
vi.mock("node:dns/promises", () => ({ lookup: vi.fn<Lookup>() }));
const resolver = vi.mocked(lookup as unknown as Lookup);

type Receiver = Awaited<ReturnType<typeof openReceiver>>;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answerWith(204);
});
afterAll(() => receiver.close());

/** What the resolver says, one answer for each time that it is asked. */
function resolveTo(...answers: string[][]): void {
  resolver.mockReset();
  for (const addresses of answers) {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    resolver.mockResolvedValueOnce(found);
  }
}
const named = () => receiver.url.replace("127.0.0.1", "localhost");
const message = { headers: { "webhook-id": "msg_1" }, body: '{"type":"connection.working"}' };
const post = (url = receiver.url, allowPrivate = true) =>
  postMessage({ url, allowPrivate }, message);

it("goes to the address that was looked at, under the name that was asked for", async () => {
  resolveTo(["::1"]);
  expect(await post(named())).toMatchObject({ status: null });
  // A second question would be answered otherwise: the trick of a name that changes.
  resolveTo(["127.0.0.1"], ["192.0.2.1"]);
  expect(await post(named())).toEqual({ status: 204, retryAfterSeconds: null });
  expect(resolver).toHaveBeenCalledTimes(1);
  expect(receiver.received).toMatchObject([
    {
      body: message.body,
      headers: {
        host: new URL(named()).host,
        "webhook-id": "msg_1",
        "content-type": "application/json",
        "content-length": String(message.body.length),
      },
    },
  ]);
});

it("sends nothing into a private network, however it is named", async () => {
  const refused = { status: null, failure: "private_address" };
  expect(await post(receiver.url, false)).toEqual(refused);
  expect(await post("https://[::ffff:127.0.0.1]/", false)).toEqual(refused);
  for (const addresses of [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["169.254.169.254"]]) {
    resolveTo(addresses);
    expect(await post(named(), false)).toEqual(refused);
  }
  expect(receiver.received).toEqual([]);
  resolveTo(["8.8.8.8", "2606:4700::1111"]);
  expect(await findAddresses(new URL("https://a.example/"), false)).toHaveLength(2);
});

it("says why nothing arrived", async () => {
  resolver.mockReset().mockRejectedValueOnce(new Error("ENOTFOUND"));
  expect(await post(named())).toEqual({ status: null, failure: "enotfound" });
  const closed = await openReceiver();
  await closed.close();
  expect(await post(closed.url)).toEqual({ status: null, failure: "econnrefused" });
  receiver.answerWith((response) => void response.socket?.destroy());
  expect(await post()).toEqual({ status: null, failure: "econnreset" });
  expect(await post(receiver.url.replace("http:", "https:"))).toEqual({
    status: null,
    failure: "tls",
  });
});

it("follows no redirect and reads no more of an answer than is bearable", async () => {
  receiver.answerWith((response) =>
    response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end(),
  );
  expect(await post()).toMatchObject({ status: 307 });
  expect(receiver.received).toHaveLength(1);

  let isCut = false;
  receiver.answerWith((response) => {
    response.on("close", () => (isCut = true));
    response.writeHead(200);
    // Without an end.
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", write);
    write();
  });
  expect(await post()).toMatchObject({ status: 200 });
  await vi.waitFor(() => expect(isCut).toBe(true), 60_000);
});

it("reads Retry-After", async () => {
  receiver.answerWith((response) => response.writeHead(503, { "retry-after": "120" }).end());
  expect(await post()).toEqual({ status: 503, retryAfterSeconds: 120 });
});

it("waits for a receiver that hangs no longer than for any call", async () => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const asked = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(100));
  receiver.answerWith(() => {});
  expect(await post()).toEqual({ status: null, failure: "timeout" });
  // What was answered before the body hung is an answer.
  receiver.answerWith((response) => void response.writeHead(200).write("x"));
  expect(await post()).toMatchObject({ status: 200 });
  // And so does a resolver.
  vi.mocked(lookup)
    .mockReset()
    .mockReturnValueOnce(new Promise(() => {}));
  expect(await post(named())).toEqual({ status: null, failure: "timeout" });
  expect(asked.mock.calls).toEqual([[15_000], [15_000], [15_000]]);
});
