// All tables in one place: drizzle and the migrations read them from here.
export * from "./applications";
export * from "./connections";
export * from "./firms";
export * from "./history";
export * from "./house";
export * from "./integrations";
export * from "./machine";
export * from "./people";
export * from "./queue";
export * from "./webhooks";
