import type { Route } from "@/lib/vocabulary";

export type RouteChangeFacts = {
  hasKeys: boolean;
  isConnected: boolean;
  hasOwnApplication: boolean;
};

/** What a change of the route keeps, and what then has to be done anew. */
export type RouteChange = { kept: string[]; anew: string[] };

/** The consequences of another route for a firm, in sentences for staff; said before it is changed. */
export function routeChange(from: Route, to: Route, facts: RouteChangeFacts): RouteChange {
  const kept = ["The plan’s answer, people, links and history."];
  if (facts.isConnected) {
    kept.push("The connection: it goes on with the application that it was made through.");
  }
  if (facts.hasKeys) {
    kept.push(
      to === "agency"
        ? "The firm’s keys: they stay stored, are not used for new connections, and count again on the way back."
        : "The firm’s keys.",
    );
  }
  return { kept, anew: anew(from, to, facts) };
}

function anew(from: Route, to: Route, facts: RouteChangeFacts): string[] {
  if (to === "agency") {
    return [
      "The firm registers nothing and sends no keys.",
      "Our own application for this integration and region has to be ready.",
      ...(facts.isConnected ? [] : ["The firm connects through our application."]),
    ];
  }
  const steps: string[] = [];
  if (to === "firm_developer")
    steps.push("The firm gets a developer account, and Clio converts it.");
  if (from === "agency" && !facts.hasOwnApplication) {
    steps.push("A draft of the firm’s own application is made now.");
  }
  if (!facts.hasKeys) steps.push("The firm registers the application and sends its keys.");
  if (from === "firm_developer" && to === "firm_private") {
    steps.push("The developer account is not asked for any more.");
  }
  return steps.length > 0 ? steps : ["Nothing."];
}
