import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { webhookKinds as kindsOfTheHouse } from "@/lib/vocabulary";
import { WebhookRefused } from "./errors.js";
import { parseWebhook, webhookKinds } from "./parse-webhook.js";

const secretOf = (letter: string) => `whsec_${Buffer.alloc(32, letter).toString("base64")}`;
const [ours, older, foreign] = [secretOf("a"), secretOf("b"), secretOf("c")];
const ids = { firm_id: "firm_1", connection_id: "conn_1", integration_id: "int_1" };
const body = JSON.stringify({
  type: "connection.working",
  timestamp: "2026-11-28T08:00:00.000Z",
  data: { ...ids, status: "working" },
});

function signed(text: string, secrets: string[], at = new Date(), id = "msg_1") {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((one) => new Webhook(one).sign(id, at, text)).join(" "),
  };
}

describe("parseWebhook", () => {
  it("gives a message that is the portal's, from any kind of headers and body", () => {
    const headers = signed(body, [ours]);
    const capital = { "Webhook-Id": headers["webhook-id"], ...headers };
    for (const given of [headers, new Headers(headers), capital]) {
      for (const text of [body, new TextEncoder().encode(body)]) {
        expect(parseWebhook(given, text, ours)).toEqual({
          id: "msg_1",
          type: "connection.working",
          timestamp: new Date("2026-11-28T08:00:00Z"),
          data: { ...ids, status: "working" },
        });
      }
    }
  });

  it("takes any of several secrets, of theirs and of ours, while they change", () => {
    expect(parseWebhook(signed(body, [ours, older]), body, older).id).toBe("msg_1");
    expect(parseWebhook(signed(body, [older]), body, [ours, older]).id).toBe("msg_1");
  });

  it("refuses another's signature, a changed byte, another id, an old message and none", () => {
    const good = signed(body, [ours]);
    const old = new Date(Date.now() - 10 * 60_000);
    const wrong = [
      [signed(body, [foreign]), body],
      [good, body.replace("working", "workinG")],
      [{ ...good, "webhook-id": "msg_2" }, body],
      [signed(body, [ours], old), body],
      [{}, body],
      [{ ...good, "webhook-signature": "v1,AAAA" }, body],
      [{ ...good, "webhook-timestamp": "soon" }, body],
    ] as const;
    for (const [headers, text] of wrong) {
      expect(() => parseWebhook(headers, text, ours)).toThrow(WebhookRefused);
    }
    expect(() => parseWebhook(good, body, [])).toThrow(TypeError);
  });

  it("refuses what is signed and not a message", () => {
    for (const text of ["{}", '{"type":"x","timestamp":"never","data":{}}', `{"type":1}`]) {
      expect(() => parseWebhook(signed(text, [ours]), text, ours)).toThrow(WebhookRefused);
    }
  });

  it("verifies the example of the Standard Webhooks specification", () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const text = '{"test": 2432232314}';
    const at = new Date(1_614_265_330 * 1000);
    expect(new Webhook(secret).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, text)).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  it("knows the kinds of the house", () => {
    expect(webhookKinds).toEqual(kindsOfTheHouse);
  });
});
