import { readApplicationsQuery } from "./applications-query";
import { readDeliveriesQuery } from "./deliveries-query";
import { parseQueueQuery, type Parameters, type QueryProblem } from "./queue-query";
import { readMonthQuery, readReportQuery } from "./report-query";
import { readHistoryQuery } from "./history-query";

/** Set by proxy.ts alone, for the page that says what is wrong with an address. */
export const BAD_PATH_HEADER = "X-Bad-Path";

type Address = {
  name: string;
  read: (parameters: Parameters) => { problems: QueryProblem[] };
  /** The way back, where it is more than the page without its parameters. */
  wayBack?: string;
};

/** The pages whose parameters are read strictly, and what they call themselves. */
const addresses: Record<string, Address> = {
  "/staff": { name: "the work queue", read: parseQueueQuery, wayBack: "Open the work queue" },
  "/staff/applications": { name: "the list of applications", read: readApplicationsQuery },
  "/staff/history": { name: "the history", read: readHistoryQuery },
  "/staff/webhooks/[id]": { name: "the log of a webhook", read: readDeliveriesQuery },
  "/staff/reports": { name: "the reports", read: readReportQuery },
  "/staff/reports/friction": { name: "the reports", read: readMonthQuery },
};

const WEBHOOK_PAGE = /^\/staff\/webhooks\/we_\w+$/;

function addressAt(path: string): Address | undefined {
  const name = WEBHOOK_PAGE.test(path) ? "/staff/webhooks/[id]" : path;
  return Object.hasOwn(addresses, name) ? addresses[name] : undefined;
}

export const isReadAddress = (path: string): boolean => addressAt(path) !== undefined;

/** What is wrong with the parameters of a page's address; nothing for a page that reads none. */
export function problemsOfAddress(path: string, parameters: Parameters): QueryProblem[] {
  return addressAt(path)?.read(parameters).problems ?? [];
}

/** What the link back to a page says. */
export const wayBackTo = (path: string): string =>
  addressAt(path)?.wayBack ?? "Open the page without it";

/** What a page calls itself in a sentence. */
export const nameOfAddress = (path: string): string => addressAt(path)?.name ?? "this page";
