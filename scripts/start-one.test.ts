import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("what is started by no name, or by an unknown one, says so in a line and ends with 1", () => {
  for (const name of ["", "everything"]) {
    const args = ["scripts/start-one.mjs", name];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, "Name a program: web, worker or machine.\n"]);
  }
});
