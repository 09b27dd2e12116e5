/** A hint of Clio's that somebody removed the application: never the truth, so nothing changes here. */
export function GET() {
  return new Response(null, { status: 200 });
}

export const POST = GET;
