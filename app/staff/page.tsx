import { redirect } from "next/navigation";
import { requireStaffPage } from "@/lib/web/page";

export default async function StaffPage() {
  await requireStaffPage();
  redirect("/staff/firms");
}
