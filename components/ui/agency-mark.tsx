import { currentAgency } from "@/lib/web/agency";

/** Whose portal it is: the agency's logo, or its name where there is none. */
export async function AgencyMark({ agencyName }: { agencyName: string }) {
  const { logoHash } = await currentAgency();
  if (!logoHash) return agencyName;
  const source = `/brand/logo/${logoHash}.png`;
  // oxlint-disable-next-line nextjs/no-img-element -- a small file of ours, kept for a year by its address
  return <img src={source} alt={agencyName} className="logo" />;
}
