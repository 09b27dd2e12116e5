import { randomBytes, randomInt } from "node:crypto";
import { keep, readKept } from "./kept-json";

export const regions = ["us", "eu", "ca", "au"] as const;
export type Region = (typeof regions)[number];

export const resources = [
  "users",
  "contacts",
  "matters",
  "activities",
  "calendars",
  "tasks",
  "documents",
  "communications",
  "custom_fields",
  "billing",
  "webhooks",
] as const;
export type Resource = (typeof resources)[number];

export const plans = ["EasyStart", "Essentials", "Advanced", "Expand"] as const;

export type User = {
  id: number;
  name: string;
  email: string;
  owner: boolean;
  roles: string[];
  enabled: boolean;
  /** What the user may see; null for everything. */
  rights: Resource[] | null;
};
export type Account = {
  id: number;
  region: Region;
  name: string;
  kind: "production" | "developer" | "trial";
  plan: (typeof plans)[number];
  createdAt: string;
  users: User[];
};
export type Permissions = Partial<Record<Resource, { read: boolean; write: boolean }>>;
export type Application = {
  appId: number;
  key: string;
  secret: string;
  region: Region;
  accountId: number;
  name: string;
  websiteUrl: string;
  redirectUris: string[];
  deauthorizationUrl: string;
  permissions: Permissions;
};
export type Grant = {
  family: string;
  key: string;
  region: Region;
  userId: number;
  /** As they stood when the person allowed: later changes of the application do not touch it. */
  permissions: Permissions;
  access: string;
  refresh: string;
  usedRefresh: string[];
  /** When the present refresh token took the place of the last one. */
  rotatedAt?: number;
  expiresAt: number;
  revoked: boolean;
};
export type Code = {
  code: string;
  key: string;
  region: Region;
  userId: number;
  redirectUri: string;
  challenge: string | null;
  expiresAt: number;
  family: string | null;
};
export type Scenario = {
  pkce: "ignore" | "enforce";
  refresh: "steady" | "rotating";
  /** For how long a rotating provider still takes the refresh token before the present one. */
  graceSeconds: number;
  expiresIn: number;
  rateLimit: number;
  /** `scope` in the answers with tokens, as another provider has it; Clio Manage has none. */
  scope: string | null;
};

export const letters = (length: number) =>
  randomBytes(length * 2)
    .toString("base64")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, length)
    .padEnd(length, "x");
const user = (id: number, name: string, email: string, more: Partial<User> = {}): User => ({
  id,
  name,
  email,
  owner: true,
  roles: ["Administrator"],
  enabled: true,
  rights: null,
  ...more,
});
const account = (
  id: number,
  region: Region,
  name: string,
  users: User[],
  more: Partial<Account> = {},
): Account => ({
  id,
  region,
  name,
  kind: "production",
  plan: "Essentials",
  createdAt: "2019-04-02T09:00:00Z",
  users,
  ...more,
});

/** Invented firms; nobody of them exists. */
function seed(): Account[] {
  return [
    account(1001, "us", "Hartley & Moss LLP", [
      user(11, "Ada Moss", "ada@hartleymoss.test"),
      user(12, "Ben Cole", "ben@hartleymoss.test", {
        owner: false,
        roles: ["Associate"],
        rights: ["users", "contacts", "matters"],
      }),
      user(13, "Cara Voss", "cara@hartleymoss.test", { owner: false, roles: [], enabled: false }),
    ]),
    account(1002, "us", "Hartley & Moss Dev", [user(21, "Ada Moss", "ada.dev@hartleymoss.test")], {
      kind: "developer",
      createdAt: "2026-11-01T09:00:00Z",
    }),
    account(1003, "us", "Marsh, Teller & Co", [user(31, "Joan Teller", "joan@marshteller.test")], {
      plan: "EasyStart",
    }),
    account(1004, "us", "Castellan Family Law", [
      user(41, "Ines Castellan", "ines@castellan.test"),
    ]),
    account(1005, "us", "Okafor Estate Planning", [user(51, "Chidi Okafor", "chidi@okafor.test")]),
    account(1006, "us", "Agency Test Account", [user(52, "Sam Reed", "sam@acucoders.test")], {
      kind: "developer",
    }),
    account(1007, "us", "Ferris & Lunt", [
      user(53, "Nora Lunt", "nora@ferrislunt.test"),
      user(54, "Theo Ferris", "theo@ferrislunt.test"),
    ]),
    account(1008, "us", "Bellweather Law", [user(55, "Tess Bellweather", "tess@bellweather.test")]),
    account(2001, "eu", "Lindqvist Advokater", [user(61, "Elsa Lindqvist", "elsa@lindqvist.test")]),
    account(3001, "ca", "Maple Row Law", [user(71, "Owen Price", "owen@maplerow.test")]),
    account(4001, "au", "Banksia Legal", [user(81, "Ruby Hall", "ruby@banksia.test")]),
  ];
}

const nextId = (taken: { id: number }[]) => Math.max(9000, ...taken.map(({ id }) => id)) + 1;

/** Everything the pretend Clio knows. Kept in a file when there is one. */
export class State {
  accounts = seed();
  applications: Application[] = [];
  grants: Grant[] = [];
  codes: Code[] = [];
  scenario: Scenario = {
    pkce: "ignore",
    refresh: "steady",
    graceSeconds: 0,
    expiresIn: 2_592_000,
    rateLimit: 50,
    scope: null,
  };
  clockOffsetMs = 0;
  readonly #file: string | null;

  constructor(file: string | null) {
    this.#file = file;
    Object.assign(this, readKept(file));
  }

  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  save(): void {
    const { accounts, applications, grants, codes, scenario, clockOffsetMs } = this;
    keep(this.#file, { accounts, applications, grants, codes, scenario, clockOffsetMs });
  }

  findUser(userId: number): { account: Account; user: User } | null {
    for (const one of this.accounts) {
      const found = one.users.find((candidate) => candidate.id === userId);
      if (found) return { account: one, user: found };
    }
    return null;
  }

  /** A production account with one owner, as if a firm had subscribed to Clio today. */
  openAccount(input: {
    region: Region;
    name: string;
    owner: string;
    plan: Account["plan"];
    createdAt?: string | undefined;
  }): Account {
    const { region, name, owner, plan, createdAt } = input;
    const made = account(
      nextId(this.accounts),
      region,
      name,
      [user(nextId(this.accounts.flatMap(({ users }) => users)), "Owner", owner)],
      { plan, ...(createdAt && { createdAt }) },
    );
    this.accounts.push(made);
    this.save();
    return made;
  }

  /** One more user of an account; null when there is no such account. */
  addUser(accountId: number, input: Omit<User, "id" | "enabled">): User | null {
    const found = this.accounts.find((one) => one.id === accountId);
    if (!found) return null;
    const id = nextId(this.accounts.flatMap(({ users }) => users));
    const made: User = { id, enabled: true, ...input };
    found.users.push(made);
    this.save();
    return made;
  }

  /** The tokens of a person who allows an application, with its permissions as they stand. */
  grant(application: Application, userId: number, family = letters(20)): Grant {
    const made: Grant = {
      family,
      key: application.key,
      region: application.region,
      userId,
      permissions: structuredClone(application.permissions),
      access: letters(40),
      refresh: letters(40),
      usedRefresh: [],
      expiresAt: this.now() + this.scenario.expiresIn * 1000,
      revoked: false,
    };
    this.grants.push(made);
    return made;
  }

  register(input: Omit<Application, "appId" | "key" | "secret">): Application {
    const made = {
      ...input,
      appId: randomInt(10_000, 99_999),
      key: letters(40),
      secret: letters(40),
    };
    this.applications.push(made);
    this.save();
    return made;
  }
}
