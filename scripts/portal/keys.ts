import { keysStatus, VALUES_OF_A_KEY, type KeyStatus } from "@/lib/operator/keys-status";
import { retireKey } from "@/lib/operator/retire-key";
import { rotateKeys } from "@/lib/operator/rotate-keys";
import { say, sayTable, take, type Command } from "./command";
import { inHouse } from "./house";

const checkWords: Record<KeyStatus["check"], string> = {
  right: "right",
  wrong: "WRONG KEY",
  not_noted: "not noted",
  not_compared: "KEY MISSING",
};

async function status(args: string[]): Promise<boolean> {
  take(args, []);
  return inHouse(async ({ ctx }) => {
    const keys = await keysStatus(ctx);
    sayTable([
      ["key", "encrypts", "in the ring", "check value", "values now", "sealed so far, about"],
      ...keys.map((key) => [
        key.kid,
        key.encrypts ? "yes" : "no",
        key.inRing ? "yes" : "no",
        checkWords[key.check],
        String([...key.values.values()].reduce((sum, count) => sum + count, 0)),
        `${key.everSealed} of ${VALUES_OF_A_KEY}`,
      ]),
    ]);
    for (const { kid, values } of keys) {
      if (values.size > 0) say("", `${kid} seals`);
      for (const [place, count] of values) say(`  ${place}: ${count}`);
    }
    if (ctx.ring.trouble) say("", `These keys are not the database’s: ${ctx.ring.trouble}.`);
    return ctx.ring.trouble === null;
  });
}

async function rotate(args: string[]): Promise<boolean> {
  take(args, []);
  return inHouse(async ({ ctx }) => {
    const begun = performance.now();
    const done = await rotateKeys(ctx, (looked) => say(`  ${looked} values looked at`));
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`${done.resealed} values are sealed under ${ctx.ring.current.kid} now (${seconds} s).`);
    for (const place of done.unopened.slice(0, 20)) say(`Not opened, and left as it is: ${place}`);
    if (done.left === 0) {
      say("No value names another key: an old one can be retired, then taken out of the ring.");
      return true;
    }
    say(
      done.unopened.length < done.left
        ? `${done.left} values name another key: a portal still encrypts with it. Give every portal the new key in front, then run this again.`
        : `${done.left} values name another key and could not be opened: see docs/operations.md, “A value that does not open”.`,
    );
    return false;
  });
}

async function retire(args: string[]): Promise<boolean> {
  const [kid] = take(args, ["kid"]);
  return inHouse(async ({ ctx }) => {
    await retireKey(ctx, kid);
    say(`Key ${kid} is forgotten. Take it out of the ring of every portal.`);
    return true;
  });
}

export const keyCommands: Command[] = [
  {
    usage: "keys status",
    about: "each key: what it seals, and whether it is the right one",
    run: status,
  },
  { usage: "keys rotate", about: "seal everything under the first key of the ring", run: rotate },
  { usage: "keys retire <kid>", about: "forget a key that seals nothing any more", run: retire },
];
