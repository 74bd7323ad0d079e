// Boxes, stacks, grids, sections and pages.
import { simple } from './base.ts';

const headed = (level: 1 | 2) => `<h${level} part="heading" hidden></h${level}><slot></slot>`;

/** Defines them. */
export function defineLayout(): void {
  simple(['stack'], {
    css: ':host{display:flex;flex-direction:column;flex-wrap:wrap}',
    attributes: ['accessibilitylabel', 'accessibilityrole'],
    sync: (element) => label(element),
  });
  simple(['grid'], { css: ':host{display:grid}' });
  simple(['box', 'grid-item', 'scroll-box'], {
    attributes: ['accessibilitylabel', 'accessibilityrole', 'accessibilityvisibility'],
    sync: (element) => label(element),
  });
  simple(['query-container'], { css: ':host{display:block;container-type:inline-size}' });
  simple(['divider'], {
    css: ':host{display:block;border-top:1px solid var(--border)}',
    shadow: '',
  });
  simple(['section'], {
    attributes: ['heading', 'accessibilitylabel'],
    css:
      ':host{display:block;border:1px solid var(--border);border-radius:10px;padding:18px;background:var(--surface)}' +
      'h2{font-size:1.1rem;line-height:1.3;margin:0 0 12px}',
    shadow: headed(2),
    sync: (element) => {
      const heading = element.find('h2');
      heading.textContent = element.text('heading');
      heading.hidden = !element.text('heading');
      if (element.text('accessibilitylabel')) label(element);
    },
  });
  simple(['page'], {
    attributes: ['heading', 'subheading', 'inlinesize'],
    css:
      ':host{display:block}.head{display:flex;flex-wrap:wrap;gap:12px;align-items:end;margin-bottom:18px}' +
      '.head>div{flex:1;min-width:12rem}h1{font-size:1.6rem;line-height:1.2;margin:0}p{margin:4px 0 0;color:var(--muted)}' +
      '.body{display:flex;flex-direction:column;gap:18px}',
    shadow:
      '<div class="head"><slot name="breadcrumb-actions"></slot><div><h1></h1><p hidden></p></div>' +
      '<slot name="secondary-actions"></slot><slot name="primary-action"></slot></div>' +
      '<div class="body"><slot></slot></div><slot name="aside"></slot>',
    sync: (element) => {
      element.find('h1').textContent = element.text('heading');
      const below = element.find('p');
      below.textContent = element.text('subheading');
      below.hidden = !element.text('subheading');
    },
  });
  simple(['image-group', 'button-group'], { css: ':host{display:flex;flex-wrap:wrap;gap:8px}' });
}

const roles: Record<string, string> = {
  'ordered-list': 'list',
  'unordered-list': 'list',
  'list-item': 'listitem',
  section: 'region',
  header: 'banner',
  footer: 'contentinfo',
  aside: 'complementary',
  'list-item-separator': 'separator',
};

function label(element: Element): void {
  const name = element.getAttribute('accessibilitylabel');
  const role = element.getAttribute('accessibilityrole');
  const known = role && role !== 'generic' && role !== 'none' ? (roles[role] ?? role) : null;
  // A name needs a role that may have one.
  if (name || known) element.setAttribute('role', known ?? 'group');
  if (name) element.setAttribute('aria-label', name);
}
