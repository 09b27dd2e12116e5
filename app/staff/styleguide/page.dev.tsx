import type { Metadata } from "next";
import { PageHeading } from "@/components/ui/page-heading";
import { requireStaffPage } from "@/lib/web/page";
import { sections } from "./sections";

export const metadata: Metadata = { title: "Style guide" };

/** Every piece of the house in every state. Only the development server knows pages named `.dev.tsx`. */
export default async function StyleGuidePage() {
  await requireStaffPage();
  return (
    <>
      <PageHeading title="Style guide" dense>
        <p>
          Every piece of the house in every state, with invented data. It is there in development
          only; its buttons lead nowhere.
        </p>
      </PageHeading>
      <ul className="max-w-[40rem] border-t border-line">
        {Object.entries(sections).map(([name, { title, about }]) => (
          <li key={name} className="border-b border-line py-3">
            <a className="link font-semibold" href={`/staff/styleguide/${name}`}>
              {title}
            </a>
            <span className="block text-hint text-muted">{about}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
