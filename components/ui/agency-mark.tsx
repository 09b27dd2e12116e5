import { currentAgency } from "@/lib/web/agency";

/** Whose portal it is: the agency's logo, or its name where there is none. */
export async function AgencyMark({ agencyName }: { agencyName: string }) {
  const { logoHash } = await currentAgency();
  if (!logoHash) return agencyName;
  return <img src={`/brand/logo/${logoHash}.png`} alt={agencyName} className="logo" />;
}
