import { cookies } from "next/headers";
import type { Theme } from "@/components/ui/theme-form";
import { cookieName } from "@/lib/web/auth";

/** The appearance that this browser chose; `system` when it did not. */
export async function currentTheme(): Promise<Theme> {
  const value = (await cookies()).get(cookieName("theme"))?.value;
  return value === "light" || value === "dark" ? value : "system";
}
