import {
  answerDeveloperAccount,
  developerAccountInput,
} from "@/lib/onboarding/answer-developer-account";
import { handle } from "@/lib/web/handler";
import { nextAfter } from "@/lib/web/next-after";

export const POST = handle({
  who: "firm",
  step: "developer_account",
  schema: developerAccountInput,
  page: "/onboarding/developer-account",
  run: async (ctx, input) => {
    await answerDeveloperAccount(ctx, input);
    return input.stage === "approved"
      ? nextAfter(ctx, "developer_account")
      : "/onboarding/developer-account?saved=1";
  },
});
