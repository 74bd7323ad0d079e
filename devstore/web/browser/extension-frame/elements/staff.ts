// Elements that only the admin and POS have.
import { simple } from './base.ts';

/** Defines them. */
export function defineStaff(): void {
  simple(['admin-block', 'admin-action', 'pos-block'], {
    attributes: ['heading', 'title', 'collapsedsummary'],
    css:
      ':host{display:block;border:1px solid var(--border);border-radius:10px;padding:16px;background:var(--surface)}' +
      'h2{font-size:1.05rem;margin:0 0 12px}footer{display:flex;gap:8px;justify-content:flex-end;margin-top:12px}',
    shadow:
      '<h2></h2><slot></slot><footer><slot name="secondary-actions"></slot><slot name="primary-action"></slot></footer>',
    sync: (element) => {
      const title = element.text('heading') || element.text('title');
      element.find('h2').textContent = title;
      element.find('h2').hidden = !title;
    },
  });
  simple(['tile'], {
    attributes: ['heading', 'subheading', 'tone', 'disabled', 'itemcount'],
    css:
      ':host{display:block}button{font:inherit;text-align:start;width:100%;min-height:96px;border:0;border-radius:12px;' +
      'background:var(--accent);color:#fff;padding:14px;cursor:pointer;display:flex;flex-direction:column;justify-content:space-between}' +
      'button:disabled{background:#595959}strong{font-size:1.05rem}',
    shadow: '<button type="button"><strong></strong><span></span></button>',
    sync: (element) => {
      element.find('strong').textContent = element.text('heading');
      element.find('span').textContent = element.text('subheading');
      element.find<HTMLButtonElement>('button').disabled = element.is('disabled');
    },
  });
  simple(['empty-state'], {
    attributes: ['heading', 'subheading'],
    css: ':host{display:block;text-align:center;padding:24px}h2{font-size:1.1rem;margin:0 0 6px}p{margin:0;color:var(--muted)}',
    shadow: '<h2></h2><p></p><slot></slot>',
    sync: (element) => {
      element.find('h2').textContent = element.text('heading');
      element.find('p').textContent = element.text('subheading');
    },
  });
  const cells: Record<string, [display: string, role: string]> = {
    table: ['table', 'table'],
    'table-header-row': ['table-row', 'row'],
    'table-header': ['table-cell', 'columnheader'],
    'table-body': ['table-row-group', 'rowgroup'],
    'table-row': ['table-row', 'row'],
    'table-cell': ['table-cell', 'cell'],
  };
  for (const [name, [display, role]] of Object.entries(cells)) {
    const isCell = display === 'table-cell';
    simple([name], {
      css:
        `:host{display:${display};${isCell ? 'padding:8px;border-bottom:1px solid var(--border);text-align:start' : 'width:100%'}}` +
        (name === 'table-header' ? ':host{font-weight:600}' : ''),
      built: (element) => element.setAttribute('role', role),
    });
  }
}
