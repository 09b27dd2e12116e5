"use client";

import ErrorPage from "./error";
import "./globals.css";

/** Stands in for the whole document when even the layout failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong on our side</title>
        <ErrorPage error={error} />
      </body>
    </html>
  );
}
