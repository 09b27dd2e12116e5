// Prints every kind of mail with invented data. A program of its own, because Playwright gives JSX
// another meaning in what it loads itself.
import { invented, inventedLetters } from "@/lib/mail/invented-letters";
import { textOf } from "@/lib/mail/letter";
import { htmlOf } from "@/lib/mail/letter-html";
import { mailKinds } from "@/lib/vocabulary";

const mails = mailKinds.flatMap((kind) =>
  inventedLetters[kind](invented).map((letter) => ({
    kind,
    subject: letter.subject,
    text: textOf(letter),
    html: htmlOf(letter),
    origin: invented.portalUrl,
  })),
);
process.stdout.write(JSON.stringify(mails));
