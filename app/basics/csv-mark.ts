// The mark between the fields of a CSV file: spreadsheets write the one of their country.

const MARKS = [',', ';', '\t', '|'];

/** Comma, semicolon, tab or bar: whichever the first line of `text` has most of. */
export function markOf(text: string): string {
  const line = text.split(/[\r\n]/)[0]!;
  const count = (mark: string) => line.split(mark).length;
  return MARKS.reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
