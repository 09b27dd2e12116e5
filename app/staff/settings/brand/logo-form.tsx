import { Button } from "@/components/ui/button";

type LogoFormProps = {
  version: number;
  nonce: string;
  problem: string | null;
  hasLogo: boolean;
};

/** A plain form: what carries a file is sent by the browser itself, and comes back with what was wrong. */
export function LogoForm({ version, nonce, problem, hasLogo }: LogoFormProps) {
  const ids = ["logo-hint", problem ? "logo-error" : ""].filter(Boolean).join(" ");
  return (
    <form method="post" action="/api/staff/settings/logo" encType="multipart/form-data">
      <input type="hidden" name="form_nonce" value={nonce} />
      <input type="hidden" name="version" value={version} />
      <div className={problem ? "border-l-4 border-bad pl-4" : ""}>
        <label htmlFor="logo" className="block font-semibold">
          {hasLogo ? "Another picture" : "Picture"}
        </label>
        <p id="logo-hint" className="text-hint text-muted">
          A PNG of at most 64 kB and 1200 by 400 pixels. It is shown 32 pixels high, on white.
        </p>
        {problem ? (
          <p id="logo-error" role="alert" className="font-semibold text-bad">
            {problem}
          </p>
        ) : null}
        <input
          id="logo"
          name="logo"
          type="file"
          accept="image/png"
          aria-describedby={ids}
          aria-invalid={problem ? true : undefined}
          className="mt-2 block min-h-11 w-full max-w-[30rem] rounded-base border border-line-field bg-card px-3 py-[9px]"
        />
      </div>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button kind="secondary" dense>
          Store the logo
        </Button>
        {hasLogo ? (
          <Button kind="quiet" dense name="remove" value="yes">
            Take the logo away
          </Button>
        ) : null}
      </div>
    </form>
  );
}
