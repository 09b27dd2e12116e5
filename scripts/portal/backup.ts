import { parseArgs } from "node:util";
import { restoreBackup } from "@/lib/operator/restore-backup";
import { verifyBackup } from "@/lib/operator/verify-backup";
import { release } from "@/lib/settings/quarantine";
import { say, take, UsageError, type Command } from "./command";
import { inBareHouse, inHouse } from "./house";

async function verify(args: string[]): Promise<boolean> {
  const [file] = take(args, ["dump file"]);
  return inBareHouse(async ({ ctx }) => {
    const begun = performance.now();
    const { findings, counts } = await verifyBackup(ctx, file);
    for (const { verdict, what, todo } of findings) {
      say(`${verdict === "ok" ? "ok     " : "BROKEN "} ${what}`);
      if (todo) say(`        ${todo}`);
    }
    say(
      Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(", "),
    );
    say(
      `Restored, looked at and removed again in ${((performance.now() - begun) / 1000).toFixed(1)} s.`,
    );
    return findings.every(({ verdict }) => verdict === "ok");
  });
}

async function restore(args: string[]): Promise<boolean> {
  const isQuarantine = { quarantine: { type: "boolean" } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args, options: isQuarantine, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : "wrongly called");
  }
  const [file] = take(parsed.positionals, ["dump file"]);
  if (!parsed.values.quarantine) {
    throw new UsageError("a restored portal begins in quarantine: add --quarantine");
  }
  if (!process.env.DATABASE_URL) {
    throw new UsageError("DATABASE_URL is missing: it names the empty database to restore into");
  }
  return inBareHouse(async ({ ctx }) => {
    await restoreBackup(ctx, file);
    say(
      "Restored, and in quarantine: nothing is mailed and Clio is not called.",
      "Start the portal, compare the firms with what you know, then: npm run portal -- release",
    );
    return true;
  });
}

async function end(args: string[]): Promise<boolean> {
  take(args, []);
  return inHouse(async ({ ctx }) => {
    const wasThere = await release(ctx);
    say(
      wasThere
        ? "The quarantine is over: what waited goes out within a minute, while the portal runs."
        : "The portal is not in quarantine. Nothing has changed.",
    );
    return true;
  });
}

export const backupCommands: Command[] = [
  {
    usage: "backup verify <dump file>",
    about: "restore a dump of pg_dump’s aside, look whether all of it can be used, remove it",
    run: verify,
  },
  {
    usage: "restore <dump file> --quarantine",
    about: "fill the empty database that DATABASE_URL names",
    run: restore,
  },
  { usage: "release", about: "end the quarantine", run: end },
];
