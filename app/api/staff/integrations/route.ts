import { createIntegration } from "@/lib/integrations/create-integration";
import { integrationForm } from "@/lib/integrations/schema";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: integrationForm,
  page: "/staff/integrations/new",
  run: async (ctx, input) => {
    await createIntegration(ctx, input);
    return "/staff/integrations";
  },
});
