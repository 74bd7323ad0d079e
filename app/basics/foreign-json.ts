// JSON that others wrote.

/** False for text that PostgreSQL cannot keep: with a NUL in it, or half a character. */
export const isKeepable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * The value of a JSON text. Throws SyntaxError for what is none, and where a text in it cannot be
 * kept: an escape brings in what the text itself does not show.
 */
export const parseForeignJson = (text: string): unknown =>
  JSON.parse(text, (_name, value) => {
    if (typeof value !== 'string' || isKeepable(value)) return value;
    throw new SyntaxError('a text that cannot be kept');
  });
