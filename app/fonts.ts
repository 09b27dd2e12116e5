import localFont from "next/font/local";

// The build copies the files from their npm packages, so that no other host is asked for them. The
// western letters are loaded ahead; those of other Latin alphabets only when a name needs them. A font
// that comes after the first paint ("swap", the default) would move what is being read by a few
// pixels: it is used from the next page on.
export const publicSans = localFont({
  src: "../node_modules/@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
  display: "optional",
  weight: "100 900",
  variable: "--font-public-sans",
  adjustFontFallback: "Arial",
});

export const publicSansExt = localFont({
  src: "../node_modules/@fontsource-variable/public-sans/files/public-sans-latin-ext-wght-normal.woff2",
  display: "optional",
  weight: "100 900",
  variable: "--font-public-sans-ext",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+1D00-1DBF, U+1E00-1EFF, U+2C60-2C7F, U+A720-A7FF",
    },
  ],
});

export const sourceSerif = localFont({
  src: "../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-opsz-normal.woff2",
  display: "optional",
  weight: "200 900",
  variable: "--font-source-serif",
  adjustFontFallback: "Times New Roman",
});

export const sourceSerifExt = localFont({
  src: "../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-ext-opsz-normal.woff2",
  display: "optional",
  weight: "200 900",
  variable: "--font-source-serif-ext",
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+1D00-1DBF, U+1E00-1EFF, U+2C60-2C7F, U+A720-A7FF",
    },
  ],
});
