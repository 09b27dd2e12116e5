import { AsideBlock } from "@/components/ui/aside-block";

/** A connection lives with the Clio user who allowed it: said early, with a way out. */
export function DependsOn({ userName }: { userName: string }) {
  return (
    <AsideBlock title={`Depends on ${userName}’s Clio user`}>
      <p>
        If this user is removed or disabled in Clio, the connection ends. Best is an administrator
        who stays.
      </p>
      <p>
        Somebody else can take over without a gap: they{" "}
        <a className="link" href="/onboarding/connect">
          connect with their own Clio user
        </a>
        , or you{" "}
        <a className="link" href="/onboarding/people?step=connect#hand-over">
          send them this step
        </a>
        .
      </p>
    </AsideBlock>
  );
}
