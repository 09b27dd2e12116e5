type Json = Record<string, unknown>;

/**
 * An OpenAPI document whose named schemas (`meta({ id })`) stand once, under `components`: zod puts the
 * definitions beside each schema that uses them, where `#/$defs/…` would lead out of the document.
 */
export function withComponents(document: Json): Json {
  const schemas: Json = {};
  const take = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(take);
    if (typeof value !== "object" || value === null) return value;
    const { $defs, ...rest } = value as Json;
    for (const [name, schema] of Object.entries(($defs ?? {}) as Json))
      schemas[name] = take(schema);
    return Object.fromEntries(
      Object.entries(rest).map(([key, inner]) => [
        key,
        key === "$ref" ? String(inner).replace("#/$defs/", "#/components/schemas/") : take(inner),
      ]),
    );
  };
  const rest = take(document) as Json;
  return { ...rest, components: { ...(rest.components as Json | undefined), schemas } };
}
