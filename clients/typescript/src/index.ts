export type {
  AccessToken,
  Connection,
  ConnectionList,
  ListedConnection,
  Problem,
} from "./api-types.js";
export type { ClioResource } from "./clio-resource.js";
export { type Anteroom, type ConnectionFilter, createAnteroom } from "./create-anteroom.js";
export type { DoorOptions, Fetch } from "./door.js";
export { AnteroomError, AnteroomUnreachable, WebhookRefused } from "./errors.js";
export {
  parseWebhook,
  type WebhookEvent,
  type WebhookKind,
  webhookKinds,
} from "./parse-webhook.js";
export type { ClioFetch } from "./with-clio.js";
