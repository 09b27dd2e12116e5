/** The little of the server library that tests use; it brings no types of its own. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> };
  type Asked = {
    oidc: {
      provider: { Grant: new (input: { clientId: string; accountId: string }) => Grant };
      client: { clientId: string };
      session: { accountId: string };
    };
  };
  type Configuration = {
    adapter: new (name: string) => object;
    clients: Record<string, unknown>[];
    claims: Record<string, string[]>;
    conformIdTokenClaims?: boolean;
    cookies: { keys: string[] };
    jwks: { keys: object[] };
    features: Record<string, { enabled: boolean }>;
    ttl: Record<string, number>;
    interactions: { url(ctx: unknown, interaction: { uid: string }): string };
    findAccount(ctx: unknown, id: string): { accountId: string; claims(): Record<string, unknown> };
    loadExistingGrant(ctx: Asked): Promise<Grant>;
    renderError(ctx: { body: unknown }, out: Record<string, unknown>): void;
  };

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
