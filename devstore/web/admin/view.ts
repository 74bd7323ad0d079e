// What every page of devstore's admin shows around its content.
import type { WebContext } from '../context.ts';
import { page } from '../http/respond.ts';
import { renderView } from '../views.ts';
import { storeHandle } from './embed.ts';

/** The URL under which this store's admin lives. */
export const storePath = (context: WebContext) => `/store/${storeHandle(context)}`;

/** Renders views/admin/NAME inside the admin's frame. */
export function adminPage(
  context: WebContext,
  name: string,
  current: string,
  data: Record<string, unknown>,
  status = 200,
): Response {
  const shop = context.store.shop();
  return page(
    renderView(`admin/${name}`, {
      shop,
      currency: shop.currency,
      base: storePath(context),
      origins: context.origins,
      current,
      is_installed: context.store.installation().isInstalled,
      ...data,
    }),
    status,
  );
}

/** One page of a long list: its number from `?page=`, and where the neighbours are. */
export function paging(url: URL, total: number, size: number) {
  const pages = Math.max(1, Math.ceil(total / size));
  const number = Math.min(pages, Math.max(1, Number(url.searchParams.get('page')) || 1));
  const link = (to: number) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(to));
    return `?${query}`;
  };
  return {
    number,
    pages,
    total,
    offset: (number - 1) * size,
    previous: number > 1 ? link(number - 1) : null,
    next: number < pages ? link(number + 1) : null,
  };
}
