import type { ReactNode } from "react";
import { PrintButton } from "@/components/onboarding/print-button";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { Button, LinkButton } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Piece, State } from "./piece";

const kinds = [
  ["primary", "Connect Clio"],
  ["secondary", "Check again"],
  ["quiet", "Mail another code"],
  ["danger", "Disconnect Clio"],
] as const;

export function ButtonsSection() {
  return (
    <>
      <Piece title="Button: sends a form">
        <State name="Plain">
          <Line>
            {kinds.map(([kind, word]) => (
              <Button key={kind} kind={kind}>
                {word}
              </Button>
            ))}
          </Line>
        </State>
        <State name="Dense, for staff’s tables">
          <Line>
            {kinds.map(([kind, word]) => (
              <Button key={kind} kind={kind} dense>
                {word}
              </Button>
            ))}
          </Line>
        </State>
        <State name="With an arrow">
          <Line>
            <Button arrow>Continue</Button>
            <Button arrow dense>
              Continue
            </Button>
            <Button kind="secondary" arrow>
              Continue
            </Button>
          </Line>
        </State>
        <State name="Fills the line on a phone">
          <Button wide>Send the keys</Button>
        </State>
        <State name="With long words">
          <Line>
            <Button>Create the firm and send the invitation to its main contact</Button>
            <Button kind="secondary">Ask us to change the account that is connected</Button>
          </Line>
        </State>
        <State name="Busy, while its form is on its way">
          <form data-busy>
            <Line>
              {kinds.map(([kind, word]) => (
                <Button key={kind} kind={kind}>
                  {word}
                </Button>
              ))}
            </Line>
            <p role="status" className="mt-3 text-hint text-muted">
              Asking Clio about the keys. This takes a few seconds.
            </p>
          </form>
        </State>
      </Piece>
      <Piece title="LinkButton: goes somewhere">
        <State name="Plain and dense">
          <Line>
            {kinds.map(([kind, word]) => (
              <LinkButton key={kind} href="#main" kind={kind}>
                {word}
              </LinkButton>
            ))}
            <LinkButton href="#main" dense>
              New integration
            </LinkButton>
            <LinkButton href="#main" kind="secondary" dense>
              Look at it
            </LinkButton>
          </Line>
        </State>
      </Piece>
      <Piece title="Links and small buttons">
        <p className="mb-3">
          <a className="link" href="#main">
            A link of ours
          </a>
        </p>
        <p className="mb-3">
          <OutsideLink href="https://developers.clio.test">
            Open Clio’s developer portal
          </OutsideLink>
        </p>
        <p className="mb-3">
          <CopyButton value="https://portal.example.test" label="Copy: the address" />
        </p>
        <PrintButton />
      </Piece>
    </>
  );
}

function Line({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>;
}
