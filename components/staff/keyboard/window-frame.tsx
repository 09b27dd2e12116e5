"use client";

import { useEffect, useRef, type ReactNode } from "react";

type Props = {
  /** The heading that names it. */
  labelledBy: string;
  className?: string;
  onClose: () => void;
  children: ReactNode;
};

/**
 * A window above the page: the browser keeps the focus in it, closes it with Esc, and gives the focus
 * back. Who closes it calls the element's own `close`; `onClose` follows from that.
 */
export function WindowFrame({ labelledBy, className = "", onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- a press beside it; the keyboard has Esc
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      className={`m-auto max-h-[80dvh] max-w-[calc(100vw-32px)] overflow-auto rounded-base border border-line-strong bg-card p-0 text-ink backdrop:bg-[rgb(0_0_0/0.45)] ${className}`}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      {children}
    </dialog>
  );
}
