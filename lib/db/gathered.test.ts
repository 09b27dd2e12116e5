import { expect, it } from "vitest";
import { Gathered } from "./gathered";

/** Answers when told to, in capitals, all but `none`; what each call was asked is in `calls`. */
function answerer() {
  const calls: { keys: string[]; answer: () => void; fail: (why: Error) => void }[] = [];
  const gathered = new Gathered<string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const known = keys.filter((key) => key !== "none");
    const answers = new Map(known.map((key) => [key, key.toUpperCase()]));
    calls.push({ keys, answer: () => resolve(answers), fail: reject });
    return promise;
  });
  return { calls, gathered };
}

it("asks for the first at once, and for who came meanwhile together", async () => {
  const { calls, gathered } = answerer();
  const first = gathered.take("a");
  const others = ["b", "none", "c"].map((key) => gathered.take(key));
  expect(calls.map(({ keys }) => keys)).toEqual([["a"]]);
  calls[0]?.answer();
  expect(await first).toBe("A");
  expect(calls.map(({ keys }) => keys)).toEqual([["a"], ["b", "none", "c"]]);
  calls[1]?.answer();
  expect(await Promise.all(others)).toEqual(["B", null, "C"]);
  const later = gathered.take("d");
  calls[2]?.answer();
  expect(await later).toBe("D");
});

it("gives one answer to one asker: who asks for the same key beside them gets none", async () => {
  const { calls, gathered } = answerer();
  const under = gathered.take("a");
  const waiting = gathered.take("b");
  expect(await gathered.take("b")).toBeNull();
  calls[0]?.answer();
  await under;
  calls[1]?.answer();
  expect(await waiting).toBe("B");
});

it("fails who was asked for together, and goes on with the next", async () => {
  const { calls, gathered } = answerer();
  const first = gathered.take("a");
  const lost = [gathered.take("b"), gathered.take("c")];
  calls[0]?.answer();
  await first;
  const next = gathered.take("d");
  calls[1]?.fail(new Error("gone"));
  const ends = await Promise.allSettled(lost);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  calls[2]?.answer();
  expect(await next).toBe("D");
});
