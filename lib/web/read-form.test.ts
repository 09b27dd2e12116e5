import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { type Fuzz, forEachInput } from "@/lib/fuzz.testing";
import { readForm } from "./read-form";

const URLENCODED = "application/x-www-form-urlencoded";
const read = (body: BodyInit, type: string | null) =>
  readForm(
    new Request("http://127.0.0.1/api/x", {
      method: "POST",
      body,
      ...(type === null ? {} : { headers: { "content-type": type } }),
    }),
  );

describe("readForm", () => {
  it("reads a form, its multipart spelling and JSON alike", async () => {
    const expected = { client_id: "a b&c", region: "us" };
    expect(await read("client_id=a+b%26c&region=us", URLENCODED)).toEqual(expected);
    expect(await read(JSON.stringify(expected), "application/json; charset=utf-8")).toEqual(
      expected,
    );
    const form = new FormData();
    form.set("client_id", "a b&c");
    form.set("region", "us");
    expect(await read(form, null)).toEqual(expected);
  });

  it("takes a file only in the field that may hold one, and only of its size", async () => {
    const field = { name: "logo", maxBytes: 65_536 };
    const send = (name: string, size: number, taken: typeof field | undefined) => {
      const form = new FormData();
      form.set("version", "3");
      form.set(name, new File([new Uint8Array(size).fill(7)], "logo.png"));
      return readForm(new Request("http://127.0.0.1/api/x", { method: "POST", body: form }), taken);
    };
    const { logo = "", ...rest } = await send("logo", 65_536, field);
    expect(Buffer.from(logo, "base64")).toEqual(Buffer.alloc(65_536, 7));
    expect(rest).toEqual({ version: "3" });
    await expect(send("logo", 65_537, field)).rejects.toMatchObject({
      fields: { logo: "This file is larger than 64 kB." },
    });
    for (const refused of [
      send("other", 5, field),
      send("logo", 5, undefined),
      send("logo", 70_000, field),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  it.each([
    ["a field twice", "region=us&region=eu", URLENCODED],
    ["a list", '{"region":["us"]}', "application/json"],
    ["an object", '{"region":{"x":"us"}}', "application/json"],
    ["a prototype", '{"__proto__":"x"}', "application/json"],
    ["a number", '{"region":7}', "application/json"],
    ["an array", "[]", "application/json"],
    ["null", "null", "application/json"],
    ["broken JSON", "{", "application/json"],
    ["a nested name", "region[]=us", URLENCODED],
    ["plain text", "region=us", "text/plain"],
    ["bytes that are not UTF-8", new Uint8Array([0x61, 0x3d, 0xff]), URLENCODED],
    ["more than 64 KiB", `a=${"x".repeat(70_000)}`, URLENCODED],
  ] as [string, BodyInit, string][])("refuses %s", async (_name, body, type) => {
    const error = await read(body, type).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "invalid_input" });
  });

  it("refuses a file", async () => {
    const form = new FormData();
    form.set("region", new File(["x"], "x.txt"));
    await expect(read(form, null)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("reads names of ours with texts, or refuses, 10,000 seeded bodies", async () => {
    const types = [URLENCODED, "application/json", "multipart/form-data; boundary=x", "text/plain"];
    const parts = [
      "region",
      "client_id",
      "=",
      "&",
      "us",
      '{"region":"us"}',
      "--x\r\n",
      "--x--\r\n",
    ];
    const disposition = 'Content-Disposition: form-data; name="region"\r\n\r\nus\r\n';
    let taken = 0;
    const make = (fuzz: Fuzz) => {
      const type = fuzz.once(20) ? null : fuzz.pick([URLENCODED, ...types]);
      const text = fuzz.once(4)
        ? JSON.stringify(fuzz.json(parts))
        : fuzz.text([...parts, disposition]);
      const bytes = Buffer.from(text, fuzz.once(10) ? "utf16le" : "utf8");
      return { type, body: new Uint8Array(bytes) };
    };
    await forEachInput("form reader", make, async ({ type, body }) => {
      const fields = await read(body, type).catch((thrown: unknown) => thrown);
      const isRefused = fields instanceof AppError && fields.code === "invalid_input";
      expect(fields instanceof Error).toBe(isRefused);
      taken += isRefused ? 0 : 1;
      for (const [name, value] of isRefused ? [] : Object.entries(fields as object)) {
        expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(typeof value).toBe("string");
      }
    });
    expect(taken).toBeGreaterThan(300);
  });
});
