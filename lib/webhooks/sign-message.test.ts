import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { Secret } from "@/lib/logger";
import { signatures, signMessage } from "./sign-message";

const first = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const second = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;

it("signs as the specification's own example does", () => {
  const given = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    sentAt: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  };
  const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  expect(signatures([new Secret(first)], given)).toBe(signature);
  expect(signatures([new Secret(first), new Secret(second)], given)).toMatch(
    /^v1,g0hM9SsE\+OTPJTGt\/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,[\w+/]{43}=$/,
  );
});

it("is verified with each of several secrets, and with no other, nor after a change", () => {
  const message = {
    id: "msg_1",
    type: "connection.working",
    at: new Date("2026-11-28T09:00:00.000Z"),
    data: { firm_id: "firm_1", status: "working" },
  };
  const { headers, body } = signMessage(
    message,
    [new Secret(first), new Secret(second)],
    new Date(),
  );
  for (const secret of [first, second]) {
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      type: "connection.working",
      timestamp: "2026-11-28T09:00:00.000Z",
      data: { firm_id: "firm_1", status: "working" },
    });
  }
  expect(() => new Webhook(other).verify(body, headers)).toThrow("No matching signature");
  const changed = body.replace("firm_1", "firm_2");
  expect(() => new Webhook(first).verify(changed, headers)).toThrow("No matching signature");
  for (const [name, value, words] of [
    ["webhook-id", "msg_2", "No matching signature"],
    ["webhook-timestamp", "1614265330", "too old"],
  ] as const) {
    expect(() => new Webhook(first).verify(body, { ...headers, [name]: value })).toThrow(words);
  }
});
