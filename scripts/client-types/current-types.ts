import { readFileSync } from "node:fs";
import { openApiDocument } from "@/machine/openapi";
import { renderTypes } from "./render-types";

export const CLIENT_TYPES = "clients/typescript/src/api-types.ts";

/** The client's types as the door's document of today has them. */
export function currentTypes(): string {
  return renderTypes(openApiDocument());
}

/** A line when the committed types are older than the document. */
export function findOldClientTypes(): string[] {
  return readFileSync(CLIENT_TYPES, "utf8") === currentTypes()
    ? []
    : [`${CLIENT_TYPES} is not as the door's document has it: npm run client-types`];
}
