"use client";

import type { ReactNode } from "react";
import { ChoiceGroup } from "./choice-group";

type RadioGroupProps = {
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  options: { value: string; label: ReactNode; hint?: ReactNode }[];
  defaultValue?: string | null;
};

/** One answer out of a few. */
export function RadioGroup({ options, defaultValue, ...group }: RadioGroupProps) {
  const { name } = group;
  return (
    <ChoiceGroup
      {...group}
      choices={options.map(({ value, ...words }, index) => ({
        id: index === 0 ? name : `${name}-${value}`,
        input: { type: "radio", name, value, defaultChecked: value === defaultValue },
        ...words,
      }))}
    />
  );
}
