/** What we read of a JSON schema; OpenAPI 3.1 has nothing else for bodies. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

export interface OpenApiDocument {
  components?: { schemas?: Record<string, Schema> };
}

/** The named schemas of an OpenAPI document as TypeScript, in the order of their names. */
export function renderTypes(document: OpenApiDocument): string {
  const schemas = Object.entries(document.components?.schemas ?? {});
  const types = schemas
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, schema]) => declaration(name, schema));
  return [HEAD, ...types].join("\n\n").concat("\n");
}

const HEAD =
  "// Made of the door's OpenAPI document by `npm run client-types`: not to be changed by hand.";

function declaration(name: string, schema: Schema): string {
  const comment = commentOf(schema, "");
  return schema.properties
    ? `${comment}export interface ${name} ${objectType(schema, "")}`
    : `${comment}export type ${name} = ${typeOf(schema, "").trimStart()};`;
}

/** A schema as a type. Throws for what we have no type for, so that nothing becomes `unknown` unseen. */
function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum)
    return union(
      schema.enum.map((value) => JSON.stringify(value)),
      indent,
    );
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return parts(several.map((one) => typeOf(one, indent))).join(" | ");
  if (schema.allOf) return schema.allOf.map((one) => inParts(typeOf(one, indent))).join(" & ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(" | ");
  }
  if (schema.type === "object") return objectType(schema, indent);
  if (schema.type === "array") return `${inParts(typeOf(schema.items ?? {}, indent))}[]`;
  const simple = SIMPLE[schema.type ?? ""];
  if (!simple) throw new Error(`no type for ${JSON.stringify(schema)}`);
  return simple;
}

const SIMPLE: Record<string, string> = {
  string: "string",
  boolean: "boolean",
  null: "null",
  number: "number",
  integer: "number",
};

/** Without the numbers that `number` holds. */
function parts(types: string[]): string[] {
  return types.includes("number") ? types.filter((type) => !/^\d/.test(type)) : types;
}

/** A line of its own for each of many. */
function union(types: string[], indent: string): string {
  if (types.length <= FEW) return types.join(" | ");
  return types.map((type) => `\n${indent}  | ${type}`).join("");
}

const FEW = 4;
const inParts = (type: string) => (/^[^{].*[|&] /s.test(type) ? `(${type})` : type);

function objectType(schema: Schema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const mark = schema.required?.includes(name) ? "" : "?";
    const type = typeOf(property, inner).replace(/^(?!\n)/, " ");
    return `${commentOf(property, inner)}${inner}${keyOf(name)}${mark}:${type};`;
  });
  const more = schema.additionalProperties;
  if (typeof more === "object") lines.push(`${inner}[key: string]: ${typeOf(more, inner)};`);
  return lines.length === 0 ? "Record<string, never>" : `{\n${lines.join("\n")}\n${indent}}`;
}

function commentOf({ description }: Schema, indent: string): string {
  return description ? `${indent}/** ${description.replaceAll("*/", "* /")} */\n` : "";
}

const keyOf = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function nameOf(reference: string): string {
  const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? [];
  if (!name) throw new Error(`${reference} is no schema of the document`);
  return name;
}
