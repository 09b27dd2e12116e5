import { existsSync } from "node:fs";
import { runCommand } from "./run-command";

/** Installs Debian packages where this machine is a Debian and we are its root; says whether it did. */
export async function installDebianPackages(...names: string[]): Promise<boolean> {
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const wait = "-oDPkg::Lock::Timeout=300";
  console.log(`Installing ${names.join(", ")} ...`);
  const updated = await runCommand("apt-get", [wait, "update", "-qq"], { env });
  const installed = updated.ok
    ? await runCommand(
        "apt-get",
        [wait, "install", "-y", "-qq", "--no-install-recommends", ...names],
        { env },
      )
    : updated;
  if (!installed.ok) console.log(installed.output);
  return installed.ok;
}
