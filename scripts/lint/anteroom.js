// The house's own lint rules, loaded by oxlint (see .oxlintrc.json).
import { posix, relative, sep } from "node:path";
import { objection } from "./layers.js";

/** Developers' files see the whole house: tests, scripts and journeys may import anything. */
const EXEMPT =
  /(^|\/)[^/]+\.(test|spec)\.tsx?$|^(scripts|e2e)\/|^[^/]+\.config\.[cm]?[jt]s$|(^|\/)testing(\/|\.ts$)/;

const pathOf = (context) => relative(context.cwd, context.filename).split(sep).join("/");

/** Where an import leads: a path from the repository's root, or null for a package. */
function target(from, name) {
  if (name.startsWith("@/")) return name.slice(2);
  if (name.startsWith(".")) return posix.join(posix.dirname(from), name);
  return null;
}

const arrows = {
  meta: { type: "problem", docs: { description: "Imports follow the layers of the house" } },
  create(context) {
    const from = pathOf(context);
    if (EXEMPT.test(from)) return {};
    let client = false;

    function look(node, source, typeOnly) {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const name = source.value;
      const message = objection({ from, to: target(from, name), name, client, typeOnly });
      if (message) context.report({ node: source, message });
    }

    return {
      Program(program) {
        client = program.body.some((statement) => statement.directive === "use client");
      },
      ImportDeclaration: (node) => look(node, node.source, node.importKind === "type"),
      ExportNamedDeclaration: (node) => look(node, node.source, node.exportKind === "type"),
      ExportAllDeclaration: (node) => look(node, node.source, node.exportKind === "type"),
      ImportExpression: (node) => look(node, node.source, false),
    };
  },
};

const noRawSql = {
  meta: { type: "problem", docs: { description: "SQL text is never built from values" } },
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.object.name !== "sql") return;
        const name = node.computed ? node.property.value : node.property.name;
        if (name !== "raw" && name !== "identifier") return;
        context.report({
          node,
          message: `sql.${name} puts text into a statement unescaped. Name tables and columns through lib/db/schema, and pick a sort column from a fixed list.`,
        });
      },
    };
  },
};

export default { meta: { name: "anteroom" }, rules: { arrows, "no-raw-sql": noRawSql } };
