import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';

describe('csvText', () => {
  it('quotes commas, quotes and line breaks as RFC 4180 says', () => {
    expect(csvText(['a', 'b'], [['x,y', 'say "hi"\nthere']])).toBe(
      'a,b\r\n"x,y","say ""hi""\nthere"\r\n',
    );
  });

  it('defuses text that a spreadsheet would run as a formula, but keeps negative numbers', () => {
    expect(csvText(['a'], [['=HYPERLINK("x")'], ['-12.50'], ['+1 555'], [-3]])).toBe(
      'a\r\n"\'=HYPERLINK(""x"")"\r\n-12.50\r\n\'+1 555\r\n-3\r\n',
    );
  });

  it('leaves undefined values empty and never writes NaN', () => {
    expect(csvText(['a', 'b', 'c'], [[null, undefined, Number.NaN]])).toBe('a,b,c\r\n,,\r\n');
  });
});
