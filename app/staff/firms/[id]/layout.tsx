import type { ReactNode } from "react";
import { FirmWatch } from "@/components/staff/firm-watch";
import { toAppError } from "@/lib/errors";
import { loadFirmVersion } from "@/lib/staff/load-firm-version";
import { requireStaffPage } from "@/lib/web/page";

type Props = { params: Promise<{ id: string }>; children: ReactNode };

/** Around the pages of one firm: says when a colleague changes it meanwhile. A layout is no lock. */
export default async function FirmLayout({ params, children }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const found = await loadFirmVersion(ctx, { firmId: id }).catch((thrown: unknown) => {
    // The page itself says that there is no such firm.
    if (toAppError(thrown).code === "not_found") return null;
    throw thrown;
  });
  return (
    <>
      {found ? <FirmWatch firmId={id} version={found.version} /> : null}
      {children}
    </>
  );
}
