import type { ComponentProps } from "react";

/** A box that chooses a row; a press beside it counts, too, so that it is easy to hit. */
export function TickBox({ label, ...input }: ComponentProps<"input"> & { label: string }) {
  return (
    <label className="-m-2 inline-flex size-10 cursor-pointer items-center justify-center">
      <input
        type="checkbox"
        autoComplete="off"
        aria-label={label}
        className="size-4 accent-accent"
        {...input}
      />
    </label>
  );
}
