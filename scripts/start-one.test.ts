import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MACHINE_FLAGS } from "./node-flags";

it("what is started by no name, or by an unknown one, says so in a line and ends with 1", () => {
  for (const name of ["", "everything"]) {
    const args = ["scripts/start-one.mjs", name];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, "Name a program: web, worker or machine.\n"]);
  }
});

it("the door has its memory flags wherever it is started", () => {
  const plain = MACHINE_FLAGS.join(" ");
  const listed = MACHINE_FLAGS.map((flag) => JSON.stringify(flag)).join(", ");
  expect(readFileSync("package.json", "utf8")).toContain(
    `node ${plain} scripts/start-one.mjs machine`,
  );
  expect(readFileSync("compose.yaml", "utf8")).toContain(`[${listed}, "dist/machine.mjs"]`);
  for (const page of ["deploy/kubernetes.md", "docs/operations.md"]) {
    expect(readFileSync(page, "utf8")).toContain(`\`${plain} dist/machine.mjs\``);
  }
});
