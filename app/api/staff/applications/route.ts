import {
  agencyApplicationInput,
  createAgencyApplication,
} from "@/lib/applications/create-agency-application";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  schema: agencyApplicationInput,
  page: "/staff/applications",
  run: async (ctx, input) => `/staff/applications/${await createAgencyApplication(ctx, input)}`,
});
