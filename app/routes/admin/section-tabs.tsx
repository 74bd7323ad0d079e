// The pages of one section, as tabs above the page.
import { NavLink, useLocation } from '@remix-run/react';
import { siblingPages } from './sections.ts';

/** Nothing where the page stands alone. */
export function SectionTabs() {
  const { pathname } = useLocation();
  const pages = siblingPages(pathname);
  const [first] = pages;
  if (!first) return null;
  return (
    <nav className="section-tabs" aria-label={`Pages of ${first.label}`}>
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
