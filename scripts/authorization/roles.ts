/** Everybody who may come to the portal's door, one of each kind. */
export const roles = [
  "nobody",
  "member",
  "hand_over",
  "reauthorization",
  "viewer",
  "operator",
  "admin",
  "disabled",
  "no_factor",
] as const;
export type Role = (typeof roles)[number];

const member: Role[] = ["member", "reauthorization"];

/** Who may use a route. Whoever was handed over a step has, in the matrix, the step of the plan. */
export const accesses = {
  anyone: [...roles],
  member,
  /** A page or form of the step that is handed over in the matrix. */
  plan_step: [...member, "hand_over"],
  /** What anybody may do to whom any step was handed over. */
  any_step: [...member, "hand_over"],
  /** Staff who have still to give their second factor, and all the others. */
  gate: ["viewer", "operator", "admin", "no_factor"],
  viewer: ["viewer", "operator", "admin"],
  operator: ["operator", "admin"],
  admin: ["admin"],
} satisfies Record<string, Role[]>;
export type Access = keyof typeof accesses;

export const mayUse = (role: Role, access: Access): boolean =>
  (accesses[access] as readonly Role[]).includes(role);
