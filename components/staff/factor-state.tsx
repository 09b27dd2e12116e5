import { CircleCheck, TriangleAlert, UserX } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";

type SignInStateProps = { hasFactor: boolean; hasOidc: boolean };

/** How somebody of staff signs in. */
export function SignInState({ hasFactor, hasOidc }: SignInStateProps) {
  if (hasOidc) return <IconWord icon={CircleCheck}>Organisation’s sign-in</IconWord>;
  if (hasFactor) return <IconWord icon={CircleCheck}>Link and second factor</IconWord>;
  return (
    <IconWord icon={TriangleAlert} iconClassName="text-warn">
      Link alone, no second factor
    </IconWord>
  );
}

/** Somebody who cannot sign in any more. */
export function DisabledMark() {
  return (
    <IconWord icon={UserX} className="text-muted">
      Disabled
    </IconWord>
  );
}
