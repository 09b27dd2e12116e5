import { parseArgs } from "node:util";
import { addStaff } from "@/lib/staff/add-staff";
import { resetFactor } from "@/lib/staff/reset-factor";
import { staffByEmail } from "@/lib/staff/staff-by-email";
import { staffRoles } from "@/lib/vocabulary";
import { say, take, UsageError, type Command } from "./command";
import { inHouse } from "./house";

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options: { role: { type: "string" } }, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : "wrongly called");
  }
}

async function add(args: string[]): Promise<boolean> {
  const { values, positionals } = readArgs(args);
  const [email, name] = take(positionals, ["email", "name"]);
  const role = staffRoles.find((one) => one === (values.role ?? "operator"));
  if (!role) throw new UsageError(`a role is one of ${staffRoles.join(", ")}`);
  return inHouse(async ({ ctx }) => {
    const outcome = await addStaff(ctx, { email, name, role });
    const signIn = `${ctx.env.PORTAL_URL}/sign-in`;
    say(
      outcome === "added"
        ? `${name} is staff now, with role ${role}: ${signIn}`
        : `${email} is staff already, with role ${role}. Nothing has changed.`,
    );
    return true;
  });
}

async function reset(args: string[]): Promise<boolean> {
  const [email] = take(args, ["email"]);
  return inHouse(async ({ ctx }) => {
    const wasThere = await resetFactor(ctx, await staffByEmail(ctx, email.toLowerCase()));
    say(
      wasThere
        ? `${email} has no second factor any more, was signed out, and sets up a new one at the next sign-in.`
        : `${email} had no second factor. Nothing has changed.`,
    );
    return true;
  });
}

export const staffCommands: Command[] = [
  {
    usage: "staff add <email> <name> [--role admin|operator|viewer]",
    about: "make somebody staff (operator unless told otherwise)",
    run: add,
  },
  {
    usage: "staff reset-factor <email>",
    about: "take a lost second factor away; the person is told and sets up a new one",
    run: reset,
  },
];
