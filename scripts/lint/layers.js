// The layers of the house, lowest first. A folder may import its own files, its neighbours in the
// same row, and everything in the rows above it in this list (which lie below it in the house).
const LAYERS = [
  ["lib/vocabulary"],
  ["lib/env", "lib/errors", "lib/logger", "lib/ids", "lib/crypto", "lib/telemetry", "lib/process"],
  ["lib/db", "lib/jobs", "lib/metrics"],
  ["lib/context"],
  ["lib/providers", "lib/events", "lib/mail", "lib/settings"],
  ["lib/identity"],
  ["lib/plan", "lib/applications", "lib/integrations", "lib/webhooks"],
  ["lib/connection"],
  ["lib/onboarding", "lib/tokens", "lib/staff", "lib/operator"],
  ["lib/web", "components"],
  ["app", "web", "worker", "machine", "proxy", "instrumentation"],
];

/** Programs of their own: nothing imports them but themselves. */
const PROGRAMS = ["app", "web", "worker", "machine", "proxy", "instrumentation", "sandbox"];

/** What runs in other people's programs, as if it had been installed there. */
const OTHERS = ["clients", "examples"];

const NEXT_AUTH_FILES = ["lib/web/auth.ts", "app/api/auth/[...nextauth]/route.ts"];

/** `lib/plan/rules.ts` → `lib/plan`; `app/(firm)/page.tsx` → `app`; `proxy.ts` → `proxy`. */
export function unitOf(path) {
  const [first = "", second = ""] = path.split("/");
  return (first === "lib" ? `lib/${second}` : first).replace(/(\.testing)?\.[cm]?[jt]sx?$/, "");
}

const rankOf = (unit) => LAYERS.findIndex((row) => row.includes(unit));
const isPackage = (name, wanted) =>
  wanted.some((one) => name === one || name.startsWith(`${one}/`));

/**
 * Says what is wrong with one import, or null.
 * `from` and `to` are paths from the repository's root; `name` is what the source says when it
 * names a package (then `to` is null). `client`: the file begins with "use client".
 */
export function objection({ from, to, name, client, typeOnly }) {
  const unit = unitOf(from);
  return to === null
    ? packageObjection(from, unit, name)
    : (fileObjection(unit, unitOf(to)) ?? clientObjection(to, client && !typeOnly));
}

function packageObjection(from, unit, name) {
  const isLowerLib = unit.startsWith("lib/") && unit !== "lib/web";
  if (isPackage(name, ["next-auth"]) && !NEXT_AUTH_FILES.includes(from)) {
    return `Only ${NEXT_AUTH_FILES.join(" and ")} know next-auth; call lib/web/auth instead.`;
  }
  if (name === "server-only" && unit !== "lib/web") {
    return "server-only belongs in lib/web alone: in plain Node (worker, scripts, tests) it throws.";
  }
  if (isPackage(name, ["@react-email"]) && unit !== "lib/mail") {
    return "Only lib/mail lays mails out: hand it a letter instead.";
  }
  if (
    (isLowerLib || ["worker", "machine", "sandbox"].includes(unit)) &&
    isPackage(name, unit === "lib/mail" ? ["next"] : ["next", "react", "react-dom"])
  ) {
    return `${unit} must run without Next and React. What needs them belongs in lib/web, components or app.`;
  }
  if (isPackage(name, ["postgres"]) && unit.startsWith("lib/") && unit !== "lib/db") {
    return "Only lib/db talks to the driver: use the handle that the context carries.";
  }
  if (
    ["app", "components", "web", "proxy"].includes(unit) &&
    isPackage(name, ["drizzle-orm", "postgres"])
  ) {
    return `${unit} reads and writes through a function of lib/, never through the database itself.`;
  }
  return null;
}

function fileObjection(unit, target) {
  if (unit === target) return null;
  if (OTHERS.includes(unit) || OTHERS.includes(target)) {
    return `${unit} and ${target} share no code: clients/ and examples/ are for other people's programs.`;
  }
  if (PROGRAMS.includes(target)) {
    return `${target} is a program of its own: nothing imports it. Move what is shared into lib/.`;
  }
  if (unit === "sandbox") {
    return target.startsWith("lib/") || target === "components"
      ? "The sandbox stands for another company: it shares no code with the portal."
      : null;
  }
  if (target === "scripts" || target === "e2e") {
    return `${target} is for developers: the product does not import it.`;
  }
  const [rank, targetRank] = [rankOf(unit), rankOf(target)];
  for (const [name, found] of [
    [unit, rank],
    [target, targetRank],
  ]) {
    if (found === -1 && name.startsWith("lib/")) {
      return `${name} has no place among the layers yet: give it one in scripts/lint/layers.js.`;
    }
  }
  if (rank === -1 || targetRank === -1) return null;
  if (["worker", "machine"].includes(unit) && ["lib/web", "components"].includes(target)) {
    return `${unit} has no pages: move what it needs out of ${target} into a lower lib folder.`;
  }
  if (unit === "lib/web" && target === "components") {
    return "lib/web does not know components: hand the data to the page and render there.";
  }
  if (targetRank > rank) {
    return `${unit} lies below ${target} and may not import it: move the shared part down, or let the caller pass it in.`;
  }
  return null;
}

function clientObjection(to, isClient) {
  if (!isClient || !to.startsWith("lib/")) return null;
  if (/^lib\/vocabulary(\.ts)?$/.test(to) || /^lib\/.+\/rules(\.ts)?$/.test(to)) return null;
  return "A client component may import only lib/vocabulary and */rules: everything else would travel to the browser. Pass the value as a prop, or import only its type.";
}
