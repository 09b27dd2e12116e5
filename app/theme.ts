import { cookies } from "next/headers";
import type { Theme } from "@/components/ui/theme-form";

export const THEME_COOKIE = "anteroom-theme";

/** The appearance that this browser chose; `system` when it did not. */
export async function currentTheme(): Promise<Theme> {
  const value = (await cookies()).get(THEME_COOKIE)?.value;
  return value === "light" || value === "dark" ? value : "system";
}
