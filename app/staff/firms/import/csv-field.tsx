"use client";

import { useRef, useState } from "react";
import { FieldFrame, inputLook } from "@/components/ui/field";
import { useIsInteractive } from "@/components/ui/use-is-interactive";

/** The file's text: pasted, or read from a file that is chosen. Nothing is sent before the button. */
export function CsvField({ defaultValue }: { defaultValue?: string | undefined }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [read, setRead] = useState<string | null>(null);
  const isInteractive = useIsInteractive();

  async function choose(file: File | undefined) {
    if (!file || !area.current) return;
    area.current.value = decode(await file.arrayBuffer());
    setRead(file.name);
  }

  return (
    <>
      {isInteractive ? (
        <div>
          <label htmlFor="file" className="block font-semibold">
            Choose a file
          </label>
          <input
            id="file"
            type="file"
            accept=".csv,.txt,text/csv"
            className="mt-2 min-h-11 max-w-full text-hint"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
          <p role="status" className="text-hint text-muted">
            {read ? `${read} was read.` : null}
          </p>
        </div>
      ) : null}
      <FieldFrame
        name="csv"
        label="The file’s text"
        hint="At most 60 kB: the portal takes no larger form. Cut a larger file into two."
      >
        {({ invalid, describedBy }) => (
          <textarea
            ref={area}
            id="csv"
            name="csv"
            rows={10}
            spellCheck={false}
            defaultValue={defaultValue}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            className={`${inputLook} font-mono text-small`}
          />
        )}
      </FieldFrame>
    </>
  );
}

/** Spreadsheets write UTF-8, and older ones Windows’ own letters. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
