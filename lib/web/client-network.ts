import "server-only";
import { networkOf } from "@/lib/identity/rules";

/** The network a request comes from, by the header that the front sets from the trusted proxies. */
export function clientNetwork(headers: Headers): string {
  return networkOf(headers.get("x-anteroom-client-ip") ?? "unknown");
}
