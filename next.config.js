import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js";

/** @type {(phase: string) => import("next").NextConfig} */
export default (phase) => ({
  // Pages named `page.dev.tsx` are for developers: a build does not know them at all.
  ...(phase === PHASE_DEVELOPMENT_SERVER && { pageExtensions: ["dev.tsx", "tsx", "ts"] }),
  reactStrictMode: true,
  poweredByHeader: false,
  // The indicator would stand in front of the menu in the sidebar's corner.
  devIndicators: false,
  productionBrowserSourceMaps: false,
  // A title that is streamed later vanishes for a moment while the status page follows a run.
  htmlLimitedBots: /.*/,
  images: { unoptimized: true },
  // `npm run check` runs the type checker; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pino", "postgres", "pg-boss", "nodemailer"],
  // The front says the same on every response; this holds when Next is run without it. Built files
  // keep Next's own header: a year, because their names change with their content.
  headers: () => [
    {
      source: "/((?!_next/static/|brand/).*)",
      headers: [{ key: "Cache-Control", value: "private, no-store" }],
    },
  ],
});
