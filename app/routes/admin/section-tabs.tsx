// The pages of one section, as tabs above the page.
import { NavLink, useLocation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { siblingPages } from './sections.ts';

/** Nothing where the page stands alone. */
export function SectionTabs() {
  const { pathname } = useLocation();
  const pages = siblingPages(pathname);
  const [first] = pages;
  const nav = useRef<HTMLElement>(null);
  // On narrow screens the strip scrolls, and the present page may lie beyond its edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another tab
  useEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (tab)
      nav.current!.scrollLeft = tab.offsetLeft - (nav.current!.clientWidth - tab.clientWidth) / 2;
  }, [pathname]);
  if (!first) return null;
  return (
    <nav ref={nav} className="section-tabs" aria-label={`Pages of ${first.label}`}>
      <ul>
        {pages.map(({ to, label }) => (
          <li key={to}>
            {/* `end`: the section's own address begins those of its pages. */}
            <NavLink to={to} end prefetch="intent">
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
