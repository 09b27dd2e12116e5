/** The first stop of the keyboard: past the header, to the page itself. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="absolute -top-16 left-4 z-20 rounded-b-base bg-ink px-4 py-2 text-paper focus:top-0"
    >
      Skip to the page
    </a>
  );
}
