"use client";

import type { ReactNode } from "react";
import { ChoiceGroup } from "./choice-group";

type TickGroupProps = {
  /** The name of the whole: its first box has it as its id, for the summary of errors. */
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  options: { name: string; label: ReactNode; hint?: ReactNode; isTicked: boolean }[];
};

/** Any number of answers, each with a name of its own: a box that is ticked is sent as `on`. */
export function TickGroup({ options, ...group }: TickGroupProps) {
  return (
    <ChoiceGroup
      {...group}
      choices={options.map(({ name, isTicked, ...words }, index) => ({
        id: index === 0 ? group.name : name,
        input: { type: "checkbox", name, value: "on", defaultChecked: isTicked },
        ...words,
      }))}
    />
  );
}
