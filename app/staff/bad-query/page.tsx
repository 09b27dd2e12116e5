import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import type { Parameters } from "@/lib/staff/queue-query";
import { requireStaffPage } from "@/lib/web/page";
import {
  BAD_PATH_HEADER,
  nameOfAddress,
  problemsOfAddress,
  wayBackTo,
} from "@/lib/staff/addresses";

export const metadata: Metadata = { title: "We cannot read this address" };

/** What proxy.ts shows, with status 400, in place of a page whose address cannot be read. */
export default async function BadQueryPage({
  searchParams,
}: {
  searchParams: Promise<Parameters>;
}) {
  await requireStaffPage();
  const path = (await headers()).get(BAD_PATH_HEADER) ?? "";
  const problems = problemsOfAddress(path, await searchParams);
  if (problems.length === 0) redirect("/staff");
  return (
    <>
      <PageHeading title="We cannot read this address" dense>
        <p>
          It asks {nameOfAddress(path)} for something that is not there. Nothing has changed.
          Perhaps a link was cut off, or is older than a change of ours.
        </p>
      </PageHeading>
      <ul className="mb-6 list-disc space-y-1 pl-5">
        {problems.map(({ name, problem }) => (
          <li key={name}>
            <strong className="font-mono text-hint [overflow-wrap:anywhere]">
              {name.slice(0, 40)}
            </strong>
            : {problem}
          </li>
        ))}
      </ul>
      <LinkButton href={path}>{wayBackTo(path)}</LinkButton>
    </>
  );
}
