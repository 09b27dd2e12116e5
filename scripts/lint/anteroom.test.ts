import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Case {
  title: string;
  file: string;
  source: string;
  /** What the message must say; absent: the source is fine. */
  refused?: RegExp;
}

const cases: Case[] = [
  {
    title: "a lower folder may not import a higher one",
    file: "lib/plan/set-plan.ts",
    source: `import { connect } from "@/lib/connection/start-connection";`,
    refused: /lib\/plan lies below lib\/connection/,
  },
  {
    title: "a higher folder may import a lower one",
    file: "lib/connection/a.ts",
    source: `import { plans } from "@/lib/plan/rules";`,
  },
  {
    title: "neighbours of one row may import each other",
    file: "lib/staff/a.ts",
    source: `import { steps } from "@/lib/onboarding/rules";`,
  },
  {
    title: "relative paths are followed too",
    file: "lib/db/a.ts",
    source: `import { x } from "../identity/a";`,
    refused: /lib\/db lies below lib\/identity/,
  },
  {
    title: "exports from elsewhere count",
    file: "lib/crypto/a.ts",
    source: `export { x } from "@/lib/db/client";`,
    refused: /lib\/crypto lies below lib\/db/,
  },
  {
    title: "imports at run time count",
    file: "lib/ids.ts",
    source: `export const x = () => import("@/lib/mail/send");`,
    refused: /lib\/ids lies below lib\/mail/,
  },
  {
    title: "types of a higher folder count as well",
    file: "lib/identity/b.ts",
    source: `import type { Step } from "@/lib/onboarding/rules";`,
    refused: /lib\/identity lies below/,
  },
  {
    title: "a new folder of lib needs a place",
    file: "lib/billing/a.ts",
    source: `import { x } from "@/lib/env";`,
    refused: /lib\/billing has no place/,
  },
  {
    title: "the client for integrations shares no code with the house",
    file: "clients/typescript/src/a.ts",
    source: `import { regions } from "@/lib/vocabulary";`,
    refused: /share no code/,
  },
  {
    title: "the house does not use the client for integrations",
    file: "lib/staff/e.ts",
    source: `import { x } from "@/clients/typescript/src/index";`,
    refused: /share no code/,
  },
  {
    title: "nothing imports a page",
    file: "components/onboarding/a.tsx",
    source: `import { x } from "@/app/page";`,
    refused: /app is a program of its own/,
  },
  {
    title: "nothing of the product imports the sandbox",
    file: "lib/providers/a.ts",
    source: `import { x } from "@/sandbox/index";`,
    refused: /sandbox is a program of its own/,
  },
  {
    title: "the product imports no script",
    file: "lib/env.ts",
    source: `import { x } from "@/scripts/demo";`,
    refused: /scripts is for developers/,
  },
  {
    title: "the worker has no pages",
    file: "worker/index.ts",
    source: `import { x } from "@/lib/web/session";`,
    refused: /worker has no pages/,
  },
  {
    title: "the sandbox shares no code with the portal",
    file: "sandbox/index.ts",
    source: `import { regions } from "@/lib/vocabulary";`,
    refused: /stands for another company/,
  },
  {
    title: "lower lib runs without React",
    file: "lib/identity/a.ts",
    source: `import { createElement } from "react";`,
    refused: /must run without Next and React/,
  },
  {
    title: "mail templates may use React",
    file: "lib/mail/b.ts",
    source: `import { renderToStaticMarkup } from "react-dom/server";`,
  },
  {
    title: "mail templates run without Next",
    file: "lib/mail/c.ts",
    source: `import { cookies } from "next/headers";`,
    refused: /must run without Next and React/,
  },
  {
    title: "only lib/mail lays mails out",
    file: "app/d.ts",
    source: `import { Html } from "@react-email/html";`,
    refused: /Only lib\/mail lays mails out/,
  },
  {
    title: "lower lib runs without Next",
    file: "lib/identity/a.ts",
    source: `import { cookies } from "next/headers";`,
    refused: /must run without Next and React/,
  },
  {
    title: "a package whose name only begins alike is fine",
    file: "lib/plan/b.ts",
    source: `import x from "nextjs-like";`,
  },
  { title: "lib/web may use Next", file: "lib/web/a.ts", source: `import "next/headers";` },
  {
    title: "next-auth stands behind one file",
    file: "lib/web/session.ts",
    source: `import { encode } from "next-auth/jwt";`,
    refused: /know next-auth/,
  },
  {
    title: "that file may import it",
    file: "lib/web/auth.ts",
    source: `import { encode } from "next-auth/jwt";`,
  },
  {
    title: "server-only belongs in lib/web",
    file: "lib/connection/b.ts",
    source: `import "server-only";`,
    refused: /server-only belongs in lib\/web/,
  },
  {
    title: "the driver stays in lib/db",
    file: "lib/staff/b.ts",
    source: `import postgres from "postgres";`,
    refused: /Only lib\/db talks to the driver/,
  },
  {
    title: "pages do not query",
    file: "app/page.tsx",
    source: `import { eq } from "drizzle-orm";`,
    refused: /through a function of lib/,
  },
  {
    title: "a client component may not import a verb",
    file: "components/connection/a.tsx",
    source: `"use client";\nimport { check } from "@/lib/connection/check-connection";`,
    refused: /client component may import only/,
  },
  {
    title: "a client component may import rules, words and types",
    file: "components/connection/b.tsx",
    source: [
      `"use client";`,
      `import { statusOf } from "@/lib/connection/rules";`,
      `import { regions } from "@/lib/vocabulary";`,
      `import type { View } from "@/lib/connection/queries";`,
    ].join("\n"),
  },
  {
    title: "tests see the whole house",
    file: "lib/db/client.test.ts",
    source: `import { x } from "@/lib/staff/a";`,
  },
  {
    title: "SQL is not built from text",
    file: "lib/staff/c.ts",
    source: "sql.raw(`order by ${column}`); sql.identifier(column);",
    refused: /sql\.raw .*\n.*sql\.identifier /,
  },
  { title: "bound values are fine", file: "lib/staff/d.ts", source: "sql`select ${id}`;" },
];

interface Diagnostic {
  message: string;
  filename: string;
}

describe("the house's lint rules", () => {
  let folder: string;
  let found: Diagnostic[];

  // One run of the real linter over all cases: what the editor and the check will say.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "anteroom-lint-"));
    const config = {
      jsPlugins: [resolve("scripts/lint/anteroom.js")],
      categories: { correctness: "off" },
      rules: { "anteroom/arrows": "error", "anteroom/no-raw-sql": "error" },
    };
    await writeFile(join(folder, ".oxlintrc.json"), JSON.stringify(config));
    for (const { file, source } of cases) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${source}\n`);
    }
    const oxlint = [resolve("node_modules/oxlint/bin/oxlint"), "--format=json"];
    const run = promisify(execFile)(process.execPath, oxlint, { cwd: folder });
    const { stdout } = await run.catch((error: { stdout: string }) => error);
    found = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(cases)("$title", ({ file, refused }) => {
    const messages = found.filter((one) => one.filename === file).map((one) => one.message);
    expect(messages.join("\n")).toMatch(refused ?? /^$/);
  });
});
