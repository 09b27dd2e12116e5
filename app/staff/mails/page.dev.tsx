import type { Metadata } from "next";
import { PageHeading } from "@/components/ui/page-heading";
import { invented, inventedLetters } from "@/lib/mail/invented-letters";
import { textOf, type Letter } from "@/lib/mail/letter";
import { LetterLayout } from "@/lib/mail/letter-layout";
import { isNotice } from "@/lib/mail/notice-rules";
import { mailKinds, type MailKind } from "@/lib/vocabulary";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Mails" };

/** Every kind of mail with invented data, as it looks and as plain text. In development only. */
export default async function MailsPage() {
  await requireStaffPage();
  return (
    <>
      <PageHeading title="Mails" dense>
        <p>
          Every kind of mail in each of its forms, with invented data: as it looks, in the theme of
          the system, and as plain text. It is there in development only; the links lead nowhere.
        </p>
      </PageHeading>
      {mailKinds.map((kind) => (
        <section key={kind} id={kind} className="mb-10">
          <h2 className="mb-4 border-b border-line pb-2 text-hint font-semibold">
            {kind} {isNotice(kind) ? "(notice)" : null}
          </h2>
          {inventedLetters[kind](invented).map((letter, index) => (
            <Preview key={letter.subject} kind={kind} letter={letter} number={index + 1} />
          ))}
        </section>
      ))}
    </>
  );
}

type PreviewProps = { kind: MailKind; letter: Letter; number: number };

async function Preview({ kind, letter, number }: PreviewProps) {
  // As Node has it: Next refuses React's renderer in what it bundles itself.
  const { renderToStaticMarkup } = await import(/* turbopackIgnore: true */ "react-dom/server");
  const html = `<!doctype html>${renderToStaticMarkup(<LetterLayout letter={letter} />)}`;
  return (
    <div className="mb-6">
      <p className="mb-2 font-semibold">{letter.subject}</p>
      <div className="grid gap-4 wide:grid-cols-2">
        <iframe
          title={`${kind} ${number}`}
          srcDoc={html}
          sandbox=""
          className="h-[38rem] w-full rounded-base border border-line"
        />
        <pre className="overflow-x-auto rounded-base border border-line p-4 text-small whitespace-pre-wrap">
          {textOf(letter)}
        </pre>
      </div>
    </div>
  );
}
