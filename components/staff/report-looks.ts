import {
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  KeyRound,
  LoaderCircle,
  TriangleAlert,
} from "lucide-react";
import type { checkOutcomes, refreshOutcomes } from "@/lib/staff/load-reports";
import type { ConnectionStatus } from "@/lib/vocabulary";
import type { SeriesLook } from "./small-multiples";

export const statusLooks: Record<ConnectionStatus, SeriesLook> = {
  working: { label: "Working", icon: CircleCheck, fill: "fill-ok" },
  checking: { label: "Checking", icon: LoaderCircle, fill: "fill-wait" },
  needs_attention: { label: "Needs attention", icon: TriangleAlert, fill: "fill-warn" },
  access_ended: { label: "Access ended", icon: CircleX, fill: "fill-bad" },
  not_connected: { label: "Not connected", icon: CircleDashed, fill: "fill-muted" },
};

export const refreshLooks: Record<(typeof refreshOutcomes)[number], SeriesLook> = {
  refreshed: { label: "Access refreshed", icon: CircleCheck, fill: "fill-ok" },
  transient: { label: "Clio did not answer", icon: Clock, fill: "fill-wait" },
  misconfigured: { label: "Clio refused the keys", icon: KeyRound, fill: "fill-warn" },
  rejected: { label: "Clio refused the access", icon: CircleX, fill: "fill-bad" },
};

export const checkLooks: Record<(typeof checkOutcomes)[number], SeriesLook> = {
  all_work: { label: "Every permission works", icon: CircleCheck, fill: "fill-ok" },
  some_refused: { label: "A permission refused", icon: TriangleAlert, fill: "fill-warn" },
  clio_unavailable: { label: "Clio did not answer all", icon: Clock, fill: "fill-wait" },
  our_fault: { label: "Something wrong on our side", icon: CircleX, fill: "fill-bad" },
};
