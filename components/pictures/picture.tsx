import { useId, type ReactNode } from "react";

type PictureProps = {
  /** What the picture is of, for those who hear it: short. */
  title: string;
  /** Everything that the picture shows and what matters in it. */
  description: string;
  /** Of the drawing; it is 360 wide. */
  height: number;
  children: ReactNode;
};

/** A drawing of one of Clio's pages by our own hand, with its words for those who do not see it. */
export function Picture({ title, description, height, children }: PictureProps) {
  const id = useId();
  return (
    <figure className="max-w-[34rem]">
      <svg
        role="img"
        aria-labelledby={`${id}-title ${id}-text`}
        viewBox={`0 0 360 ${height}`}
        className="block h-auto w-full rounded-base border border-line bg-paper"
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-text`}>{description}</desc>
        {children}
      </svg>
      <figcaption className="mt-1 text-small text-muted">
        Our drawing of Clio, as of November 2026. Clio may look a little different.
      </figcaption>
    </figure>
  );
}
