import { verifyEvents } from "@/lib/events/verify-events";
import { say, take, type Command } from "./command";
import { inHouse } from "./house";

async function verify(args: string[]): Promise<boolean> {
  take(args, []);
  return inHouse(async ({ ctx }) => {
    const { events, chains, anchors, newestAnchor, wrong, sentences } = await verifyEvents(ctx);
    say(`${events} events in ${chains} chains, ${anchors} anchors.`);
    if (newestAnchor) {
      const { seq, at, hash } = newestAnchor;
      say(`The newest anchor is number ${seq} of ${at.toISOString()}: ${hash}`);
    }
    if (wrong === 0) say("All is as it was written.");
    else say(`${wrong} things are wrong:`, ...sentences.map((sentence) => `  ${sentence}`));
    return wrong === 0;
  });
}

export const eventCommands: Command[] = [
  { usage: "events verify", about: "compute every hash of the history anew", run: verify },
];
