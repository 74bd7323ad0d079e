// Products or collections that the merchant picked, as one text of a form, and back.
import { parseForeignJson } from '#app/basics/foreign-json.ts';

export type Picked = {
  /** Shopify's numbers. */
  ids: string[];
  titles: string[];
};

const NONE: Picked = { ids: [], titles: [] };
/** A reward keeps so many of the titles, for people to read. */
export const MOST_TITLES = 5;
export const MOST_PICKS = 100;

export const pickedText = (picked: Picked): string =>
  picked.ids.length === 0 ? '' : JSON.stringify(picked);

/** What was picked; nothing for a text that is none of ours. */
export function pickedOf(text: string | undefined): Picked {
  if (!text) return NONE;
  try {
    const { ids, titles } = parseForeignJson(text) as Partial<Picked>;
    if (!Array.isArray(ids) || !Array.isArray(titles)) return NONE;
    const numbers = ids.filter((id) => /^\d{1,20}$/.test(String(id))).map(String);
    return {
      ids: numbers.slice(0, MOST_PICKS),
      titles: titles.slice(0, MOST_TITLES).map((title) => String(title).slice(0, 255)),
    };
  } catch {
    return NONE;
  }
}

/** 'Mug, Apron and 3 more'. */
export function pickedWords({ ids, titles }: Picked): string {
  const named = titles.slice(0, 3);
  const more = ids.length - named.length;
  return named.join(', ') + (more > 0 ? `${named.length > 0 ? ' and ' : ''}${more} more` : '');
}

/** The one variant that a reward gives away. */
export type Gift = {
  variantId: string;
  productId: string;
  title: string;
  imageUrl: string | null;
};

/** The gift in a text of a form; null if none was picked. */
export function giftOf(text: string | undefined): Gift | null {
  if (!text) return null;
  try {
    const { variantId, productId, title, imageUrl } = JSON.parse(text) as Partial<Gift>;
    const areNumbers = [variantId, productId].every((id) => /^\d{1,20}$/.test(String(id)));
    if (!areNumbers || typeof title !== 'string') return null;
    return {
      variantId: String(variantId),
      productId: String(productId),
      title: title.slice(0, 255),
      imageUrl: typeof imageUrl === 'string' && URL.canParse(imageUrl) ? imageUrl : null,
    };
  } catch {
    return null;
  }
}
