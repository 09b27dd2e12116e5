import { expect, it } from "vitest";
import { logPath } from "./log-path";

it.each([
  ["/", "/"],
  ["/onboarding/developer-account?x=1", "/onboarding/developer-account"],
  ["/l/short", "/l/[…]"],
  ["/l/abc/def", "/l/[…]"],
  ["/staff/firms/firm_01ABC", "/staff/firms/[…]"],
  ["/%0a/evil<script>", "/[…]/[…]"],
  ["/favicon.ico", "/favicon.ico"],
])("OC-24 %s is logged as %s", (url, expected) => {
  expect(logPath(url)).toBe(expected);
});
