import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Html } from "@react-email/html";
import { Preview } from "@react-email/preview";
import { Text } from "@react-email/text";
import type { ReactNode } from "react";
import type { Letter } from "./letter";
import { darkStyles, styles } from "./letter-styles";

/**
 * The one layout of every kind of mail, without pictures, fonts or anything else that is fetched.
 * Apart from `htmlOf`, so that the preview of the development server can have it: Next refuses React's
 * renderer in its own files.
 */
export function LetterLayout({ letter }: { letter: Letter }) {
  const { agencyName, supportEmail, greeting, paragraphs, ending } = letter;
  return (
    <Html lang="en">
      <Head>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{letter.subject}</title>
        <style>{darkStyles}</style>
      </Head>
      <Body className="paper" style={styles.paper}>
        <Preview>{previewOf(letter)}</Preview>
        <Container style={styles.sheet}>
          <div role="main">
            <Text className="muted line" style={styles.letterhead}>
              {agencyName} for {letter.firmName}
            </Text>
            <h1 className="ink" style={styles.heading}>
              {letter.heading}
            </h1>
            <Line>{greeting}</Line>
            {paragraphs.map((paragraph) => (
              <Line key={paragraph}>{paragraph}</Line>
            ))}
            <Button className="button" href={letter.button.url} style={styles.button}>
              {letter.button.label}
            </Button>
            {ending.map((paragraph) => (
              <Line key={paragraph}>{paragraph}</Line>
            ))}
            <Text className="muted line" style={styles.footer}>
              {agencyName}, {supportEmail}
            </Text>
          </div>
        </Container>
      </Body>
    </Html>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <Text className="ink" style={styles.line}>
      {children}
    </Text>
  );
}

/** What a list of mails shows beside the subject: what the mail says, not how it greets. */
function previewOf({ paragraphs, ending }: Letter): string {
  return [...paragraphs, ...ending].join(" ");
}
