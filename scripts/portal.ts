import { explanation, say, UsageError, type Command } from "./portal/command";
import { backupCommands } from "./portal/backup";
import { doctorCommands } from "./portal/doctor";
import { eventCommands } from "./portal/events";
import { keyCommands } from "./portal/keys";
import { staffCommands } from "./portal/staff";
import { tokenClientCommands } from "./portal/token-clients";

/** `npm run portal -- …`: what an operator does. docs/operations.md. */
const COMMANDS: Command[] = [
  ...doctorCommands,
  ...keyCommands,
  ...staffCommands,
  ...tokenClientCommands,
  ...backupCommands,
  ...eventCommands,
];

/** The words of a command, before what it takes. */
const wordsOf = ({ usage }: Command) => usage.split(/ (?=[<[])/, 1)[0]?.split(" ") ?? [];

function usage(): void {
  const width = Math.max(...COMMANDS.map((one) => one.usage.length));
  say("npm run portal -- <command>, with the environment of the portal:", "");
  for (const one of COMMANDS) say(`  ${one.usage.padEnd(width)}  ${one.about}`);
  say("", "Exit code: 0 all is well, 1 it is not, 2 wrongly called.");
}

async function main(args: string[]): Promise<number> {
  if (["help", "--help", "-h"].includes(args[0] ?? "")) {
    usage();
    return 0;
  }
  const command = COMMANDS.find((one) => wordsOf(one).every((word, at) => args[at] === word));
  if (!command) {
    if (args.length > 0) say(`There is no command “${args.join(" ")}”.`, "");
    usage();
    return 2;
  }
  try {
    return (await command.run(args.slice(wordsOf(command).length))) ? 0 : 1;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      console.error(`${thrown.message}: npm run portal -- ${command.usage}`);
      return 2;
    }
    console.error(explanation(thrown));
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
