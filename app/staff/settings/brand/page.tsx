import type { Metadata } from "next";
import { SettingsNav } from "@/components/staff/sub-nav";
import { AccentFigures } from "@/components/staff/accent-figures";
import { ActionForm } from "@/components/ui/action-form";
import { AgencyMark } from "@/components/ui/agency-mark";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { loadSettings } from "@/lib/settings/queries";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";
import { LogoForm } from "./logo-form";

export const metadata: Metadata = { title: "Logo and colour" };

type Props = { searchParams: Promise<{ saved?: string | string[] }> };

export default async function BrandPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [settings, flash, { saved }] = await Promise.all([
    loadSettings(ctx),
    readFlash(),
    searchParams,
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const { agencyName, accentColour, logoHash, version } = settings;
  const isOfLogo = flash.fields?.logo !== undefined;
  return (
    <>
      <PageHeading title="Logo and colour" dense>
        <p>How firms recognise the agency on every page. Mails stay plain text.</p>
        {isAdmin ? null : <p>Only administrators can change this.</p>}
      </PageHeading>
      <SettingsNav current="brand" />
      {saved === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="Saved" isBrief />
        </div>
      ) : null}
      <section aria-labelledby="logo-title" className="max-w-[40rem]">
        <h2 id="logo-title" className="heading mb-3 text-h3">
          Logo
        </h2>
        {logoHash ? (
          <p className="mb-4">
            <AgencyMark agencyName={agencyName} />
          </p>
        ) : (
          <p className="mb-4 text-muted">There is none: pages carry the agency’s name.</p>
        )}
        {isAdmin ? (
          <LogoForm
            version={version}
            nonce={newFormNonce()}
            problem={isOfLogo ? (flash.fields?.logo ?? null) : null}
            hasLogo={logoHash !== null}
          />
        ) : null}
      </section>
      <section
        aria-labelledby="colour-title"
        className="mt-10 max-w-[40rem] border-t border-line pt-5"
      >
        <h2 id="colour-title" className="heading mb-3 text-h3">
          Colour
        </h2>
        <ActionForm
          action="/api/staff/settings/accent"
          nonce={newFormNonce()}
          problem={isOfLogo ? null : problemOf(flash)}
          className="space-y-4"
        >
          <input type="hidden" name="version" value={version} readOnly />
          <Field
            name="accent_colour"
            label="Colour of links and buttons"
            hint="Such as #1f5f8b. In dark a lighter one of its hue takes its place. Empty: the portal’s own."
            defaultValue={flash.values?.accent_colour ?? accentColour ?? ""}
            exact
          />
          {isAdmin ? <Button>Save the colour</Button> : null}
        </ActionForm>
        {accentColour ? <AccentFigures colour={accentColour} /> : null}
      </section>
    </>
  );
}
