import { z } from "zod";
import { reportAnswer, reportInput } from "@/lib/tokens/report-refusal";
import { accessTokenSchema, connectionSchema, listSchema } from "./answers";
import { problemSchema, type ProblemCode } from "./problem";
import { idempotencyKey, listQuery } from "./queries";
import { withComponents } from "./with-components";

type Json = Record<string, unknown>;

/** Without the dialect's own address: the document names it once. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

const json = (schema: z.ZodType, io: "input" | "output", type = "application/json") => ({
  content: { [type]: { schema: jsonSchema(schema, io) } },
});

const problem = (description: string, codes: ProblemCode[]) => ({
  description: `${description}: ${codes.join(", ")}`,
  ...json(problemSchema, "output", "application/problem+json"),
});

const keyProblems = {
  "401": problem("The key", [
    "key_missing",
    "key_unknown",
    "key_expired",
    "key_revoked",
    "key_in_address",
  ]),
  "403": problem("The client", ["right_missing"]),
  "429": problem("Wait for Retry-After", ["rate_limited", "network_rate_limited"]),
  "500": problem("A fault of the portal's", ["internal"]),
  "503": problem("Wait for Retry-After", ["unavailable", "keys_unavailable"]),
};
const asked = { "400": problem("The request", ["parameter_invalid", "header_invalid"]) };
const seen = { "404": problem("Not there, or not this client's", ["connection_unknown"]) };

const idParameter = { name: "id", in: "path", required: true, schema: { type: "string" } };

function queryParameters(): Json[] {
  const { properties = {} } = jsonSchema(listQuery, "input") as { properties?: Json };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

const ok = (description: string, schema: z.ZodType) => ({
  "200": { description, ...json(schema, "output") },
});

/** The door's contract, made from the schemas that it reads and answers by. */
export function openApiDocument(): Json {
  return withComponents({
    openapi: "3.1.0",
    info: {
      title: "Anteroom, the machine's door",
      version: "1",
      description:
        "Access tokens and statuses of law firms' Clio connections, for the agency's integration services. Every refusal is a problem (RFC 9457) with a stable code.",
    },
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", bearerFormat: "anteroom_live_<id>_<secret><crc>" },
      },
    },
    security: [{ key: [] }],
    paths: {
      "/v1/connections": {
        get: {
          operationId: "listConnections",
          summary: "The connections that this client may see, a page at a time",
          parameters: queryParameters(),
          responses: { ...ok("A page", listSchema), ...asked, ...keyProblems },
        },
      },
      "/v1/connections/{id}": {
        get: {
          operationId: "getConnection",
          summary: "One connection, with what is known of each permission",
          parameters: [idParameter],
          responses: {
            ...ok("The connection", connectionSchema),
            ...asked,
            ...keyProblems,
            ...seen,
          },
        },
      },
      "/v1/connections/{id}/access-token": {
        get: {
          operationId: "getAccessToken",
          summary: "An access token that works, renewed first when it is due",
          parameters: [idParameter],
          responses: {
            ...ok("The token", accessTokenSchema),
            ...asked,
            ...keyProblems,
            ...seen,
            "409": problem("There is no token to have, until somebody acts", [
              "not_connected",
              "account_unconfirmed",
              "not_live",
              "access_ended",
              "needs_attention",
            ]),
            "503": problem("Wait for Retry-After", [
              "token_unavailable",
              "unavailable",
              "keys_unavailable",
            ]),
          },
        },
      },
      "/v1/connections/{id}/report": {
        post: {
          operationId: "reportAnswer",
          summary: "What you met at Clio: a 401, a 403, or a write that worked",
          parameters: [
            idParameter,
            {
              name: "Idempotency-Key",
              in: "header",
              required: true,
              description: "The same report again under the same key gets the same answer.",
              schema: jsonSchema(idempotencyKey, "input"),
            },
          ],
          requestBody: { required: true, ...json(reportInput, "input") },
          responses: {
            ...ok("What came of it", reportAnswer),
            ...asked,
            ...keyProblems,
            ...seen,
            "409": problem("Not now", ["nothing_to_report_on", "report_running"]),
            "413": problem("The body", ["body_too_long"]),
            "415": problem("The body", ["body_not_json"]),
            "422": problem("The body", ["body_invalid", "report_repeated"]),
          },
        },
      },
    },
  });
}
