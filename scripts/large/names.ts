/** Invented names: what the words of a search are like at many firms, some in a quarter of them. */
export const SURNAMES =
  "Abara Aldous Amadi Arkwright Bancroft Bellweather Birchall Brannock Castellan Calloway Cray Dalgety Danforth Delacroix Eastlake Ekwueme Ellery Fairweather Ferris Fontaine Garrick Gathercole Greaves Halloran Hartley Holm Hollis Ibarra Ingleby Jardine Jessop Kaplan Keane Kingsnorth Larkin Lindqvist Lunt Maddox Marsh Moss Nakamura Nightingale Okafor Orme Pemberton Petrov Quarles Quill Radcliffe Rourke Sandoval Severin Teller Thackeray Underhill Vance Vantongeren Wainwright Whitlock Yarrow Zeller".split(
    " ",
  );
export const FORMS = ["LLP", "Law", "Legal", "Law Group", "PC", "Attorneys", "Family Law", "& Co"];
export const FIRST_NAMES =
  "Ada Ben Chidi Dana Elsa Femi Grace Hugo Ines Joan Karim Lena Mara Nora Owen Priya Quinn Ruby Sam Tess Uma Victor Wen Yara".split(
    " ",
  );
