import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { SkipLink } from "@/components/ui/skip-link";
import { currentAgency } from "@/lib/web/agency";
import { publicSans, publicSansExt, sourceSerif, sourceSerifExt } from "./fonts";
import { currentTheme } from "./theme";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  // The build has no environment yet: waiting for a request comes first.
  await connection();
  const { agencyName } = await currentAgency();
  return {
    title: { default: `Connect Clio · ${agencyName}`, template: `%s · ${agencyName}` },
    robots: { index: false, follow: false },
    // Numbers in Clio's names and client IDs are not telephone numbers.
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#1b1f23" },
  ],
};

const fonts = [publicSans, publicSansExt, sourceSerif, sourceSerifExt];

/** Reading the cookie keeps every page dynamic, as the policy's nonce needs it. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [theme, { accentColour }] = await Promise.all([currentTheme(), currentAgency()]);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={fonts.map((font) => font.variable).join(" ")}
    >
      <body>
        {accentColour ? (
          <link
            rel="stylesheet"
            href={`/brand/accent/${accentColour.slice(1)}.css`}
            precedence="brand"
          />
        ) : null}
        <SkipLink />
        {children}
      </body>
    </html>
  );
}
