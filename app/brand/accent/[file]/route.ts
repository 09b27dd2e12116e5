import { accentStyles, judgeAccent } from "@/lib/settings/accent-rules";

const FILE = /^([0-9a-f]{6})\.css$/;

/**
 * The style sheet of an agency's colour, which is all in its address: no style stands in a page, as the
 * policy asks. One that could not be read is none.
 */
export async function GET(_request: Request, route: { params: Promise<{ file: string }> }) {
  const digits = FILE.exec((await route.params).file)?.[1];
  const colour = digits ? `#${digits}` : null;
  if (!colour || !judgeAccent(colour).passes) {
    return new Response("There is no such colour.\n", { status: 404 });
  }
  return new Response(accentStyles(colour), {
    headers: { "content-type": "text/css; charset=utf-8" },
  });
}
