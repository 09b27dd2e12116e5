import type { StaffRole } from "@/lib/vocabulary";

export const roleNames: Record<StaffRole, string> = {
  admin: "Administrator",
  operator: "Operator",
  viewer: "Viewer",
};

/** What each role may do, for those who give it. */
export const roleHints: Record<StaffRole, string> = {
  admin: "Everything, also settings, integrations and people.",
  operator: "Works with firms: invites, checks, switches on and off.",
  viewer: "Sees everything and changes nothing.",
};
