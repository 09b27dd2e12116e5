import { permanentRedirect } from "next/navigation";
import { requireStaffPage } from "@/lib/web/page";

/** All firms are a view of the work queue. */
export default async function FirmsPage() {
  await requireStaffPage();
  permanentRedirect("/staff?tab=all&sort=newest");
}
