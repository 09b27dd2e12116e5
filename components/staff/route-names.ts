import type { Route } from "@/lib/vocabulary";

/** Who registers the application, for staff. */
export const routeNames: Record<Route, string> = {
  agency: "We do, in our developer account",
  firm_private: "The firm, as a private application in its own account",
  firm_developer: "The firm, in a developer account of its own",
};
