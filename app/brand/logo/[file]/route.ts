import { loadLogo } from "@/lib/settings/queries";
import { systemContext } from "@/lib/web/context";

const FILE = /^([0-9a-f]{16})\.png$/;

/** The agency's logo, for everybody: its address names its content, so that it may be kept for long. */
export async function GET(_request: Request, route: { params: Promise<{ file: string }> }) {
  const hash = FILE.exec((await route.params).file)?.[1];
  const logo = hash ? await loadLogo(systemContext("logo"), hash) : null;
  if (!logo) return new Response("There is no such picture.\n", { status: 404 });
  return new Response(new Uint8Array(logo), { headers: { "content-type": "image/png" } });
}
