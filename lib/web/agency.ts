import "server-only";
import { cache } from "react";
import { loadSettings } from "@/lib/settings/queries";
import { firstSettings, type AgencySettings } from "@/lib/settings/rules";
import { systemContext } from "./context";

/**
 * The agency's settings, read once for each page. While the database is away the environment's values
 * stand in, so that a page about the fault still carries a name.
 */
export const currentAgency = cache(async (): Promise<AgencySettings> => {
  const ctx = systemContext("settings");
  try {
    return await loadSettings(ctx);
  } catch (thrown) {
    ctx.log.warn({ err: thrown }, "the settings could not be read");
    return firstSettings(ctx.env);
  }
});
