import { Notice } from "@/components/ui/notice";

/** Ten recovery codes, on this page and then never again. */
export function RecoveryCodeList({ codes }: { codes: string[] }) {
  return (
    <Notice kind="warn" title="Keep these recovery codes">
      <p>
        When you do not have your device, one of them lets you in instead of the app’s code. Each
        works once. Print them or put them into your password manager: we show them this one time.
      </p>
      <ul className="grid gap-x-8 gap-y-1 pt-2 font-mono text-hint wide:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Notice>
  );
}
