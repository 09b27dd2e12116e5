import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeading } from "@/components/ui/page-heading";
import { requireStaffPage } from "@/lib/web/page";
import { sections } from "../sections";

type Props = { params: Promise<{ section: string }> };

async function sectionOf({ params }: Props) {
  const { section } = await params;
  return (Object.hasOwn(sections, section) && sections[section]) || notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `${(await sectionOf(props)).title} in the style guide` };
}

export default async function StyleGuideSectionPage(props: Props) {
  await requireStaffPage();
  const { title, about, contents } = await sectionOf(props);
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/styleguide">
            Style guide
          </a>
        }
        title={title}
        dense
      >
        <p>{about}</p>
      </PageHeading>
      {contents.map((Content) => (
        <Content key={Content.name} />
      ))}
    </>
  );
}
