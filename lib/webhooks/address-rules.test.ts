import { describe, expect, it } from "vitest";
import { isPublicAddress, literalAddress, NOT_PUBLIC, urlProblem } from "./address-rules";

/** First and last of each range that is closed, and what lies just outside. */
const closed = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  ["168.63.129.16"],
  ["169.254.0.0", "169.254.169.254", "169.254.170.2", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.192", "192.0.0.255"],
  ["192.0.2.0", "192.0.2.255"],
  ["192.88.99.0", "192.88.99.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "239.255.255.255"],
  ["240.0.0.0", "255.255.255.255"],
  ["100.100.100.200"],
  ["::", "::1", "::ffff:0:0", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8"],
  ["::ffff:a9fe:a9fe", "::7f00:1", "::127.0.0.1"],
  ["64:ff9b::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "100:0:0:1::1"],
  ["2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:1ff:ffff::1", "2001:db8::1"],
  ["2002:a9fe:a9fe::1", "2002::1", "3fff::1", "3fff:fff::1"],
  ["4000::1", "5f00::1", "8000::1"],
  ["fc00::1", "fd00:ec2::254", "fdff:ffff::1", "fe80::1", "fe80::1%eth0", "febf::1"],
  ["fec0::1", "ff00::1", "ff02::1", "ffff::1"],
].flat();
const open = [
  ["1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"],
  ["128.0.0.0", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0"],
  ["172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0"],
  ["192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255"],
  ["198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0"],
  ["223.255.255.255", "8.8.8.8"],
  ["2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1"],
  ["2003::1", "2606:4700::1111", "2a00:1450::1", "3ffe::1", "3fff:1000::1"],
].flat();

describe("an address is of the public internet, or it is not sent to", () => {
  it.each(closed)("%s is closed", (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(open)("%s is open", (address) => expect(isPublicAddress(address)).toBe(true));
  it.each(["", "localhost", "127.1", "0x7f.0.0.1", "1.2.3", "::ffff:1.2.3", "1.2.3.4/8"])(
    "“%s” is no address",
    (text) => expect(isPublicAddress(text)).toBe(false),
  );
});

describe("a receiver’s address", () => {
  it.each([
    "https://services.example.com/webhooks",
    "https://services.example.com:8443/a?b=c",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://xn--bcher-kva.example/hook",
  ])("%s may be one", (url) => {
    expect(urlProblem(url, false)).toBeNull();
    expect(urlProblem(url, true)).toBeNull();
  });

  // However a loopback or private address is written, the parser of URLs gives it its plain form.
  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://１２７.０.０.１/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[fd00:ec2::254]/",
    "https://10.0.0.1:443/",
    "https://0/",
  ])("%s leads into a private network", (url) => {
    expect(urlProblem(url, false)).toBe(NOT_PUBLIC);
    expect(urlProblem(url, true)).toBeNull();
  });

  it.each([
    ["", /whole address/],
    ["services.example.com/hook", /whole address/],
    ["https://", /whole address/],
    ["https://1.2.3.256/", /whole address/],
    [`https://a.example/${"x".repeat(500)}`, /too long/],
    ["ftp://a.example/", /https/],
    ["file:///etc/passwd", /https/],
    ["javascript:alert(1)", /https/],
    ["https://user:pass@a.example/", /user name/],
    ["https://user@a.example/", /user name/],
    ["https://a.example/#x", /#/],
  ])("%s is refused in words", (url, words) => {
    expect(urlProblem(url, false)).toMatch(words);
    expect(urlProblem(url, true)).toMatch(words);
  });

  it("http is for where private addresses are allowed", () => {
    expect(urlProblem("http://a.example/", false)).toMatch(/https/);
    expect(urlProblem("http://a.example/", true)).toBeNull();
  });

  it("the address that stands in it is told from a name", () => {
    expect(literalAddress(new URL("https://[2001:db8::1]/"))).toBe("2001:db8::1");
    expect(literalAddress(new URL("https://127.1/"))).toBe("127.0.0.1");
    expect(literalAddress(new URL("https://a.example/"))).toBeNull();
  });
});
