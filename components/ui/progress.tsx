type ProgressProps = {
  done: number;
  total: number;
  /** What follows "2 of 5 done", such as "about 12 minutes left for you". */
  note?: string | null;
};

/** "2 of 5 done" in words, beside a bar that says the same. */
export function Progress({ done, total, note }: ProgressProps) {
  return (
    <div className="mb-8 flex flex-col gap-x-4 gap-y-2 wide:flex-row wide:items-center">
      <progress className="bar w-full wide:w-[200px]" value={done} max={total} aria-hidden />
      <p className="text-hint text-muted">
        <strong className="font-semibold text-ink">
          {done} of {total}
        </strong>{" "}
        done{note ? ` · ${note}` : null}
      </p>
    </div>
  );
}
