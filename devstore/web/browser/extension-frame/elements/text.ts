// Words, lists, pictures and signs of state.
import { type SurfaceElement, simple } from './base.ts';

const tones: Record<string, string> = {
  info: '#0b4f9e',
  success: '#146c43',
  warning: '#7a4b00',
  critical: '#a11212',
  neutral: 'var(--muted)',
};

/** Defines them. */
export function defineText(): void {
  defineWords();
  defineLists();
  definePictures();
  defineState();
}

function defineWords(): void {
  simple(['text', 'abbreviation', 'time'], {
    attributes: ['type', 'color', 'tone', 'accessibilityvisibility'],
    css:
      ':host{display:inline}:host([type=strong]){font-weight:650}' +
      ':host([type=small]){font-size:.86em}' +
      ':host([type=emphasis]){font-style:italic}' +
      ':host([type=redundant]){text-decoration:line-through;color:var(--muted)}' +
      ':host([type=mark]){background:#fff3bf;color:#3d2e00}:host([type=address]){display:block}' +
      ':host([color=subdued]){color:var(--muted)}',
    sync: (element) => {
      tint(element);
      visibility(element);
    },
  });
  simple(['heading'], {
    attributes: ['accessibilityvisibility'],
    shadow: '<h3><slot></slot></h3>',
    css: ':host{display:block}h3{font-size:1rem;line-height:1.3;margin:0;font-weight:650}',
    sync: visibility,
  });
  simple(['paragraph'], {
    attributes: ['type', 'color', 'tone'],
    shadow: '<p><slot></slot></p>',
    css:
      ':host{display:block}p{margin:0}:host([color=subdued]){color:var(--muted)}' +
      ':host([type=small]){font-size:.86em}',
    sync: tint,
  });
  simple(['badge', 'chip'], {
    attributes: ['tone', 'color', 'accessibilitylabel'],
    css:
      ':host{display:inline-block;width:fit-content;background:var(--subdued);border-radius:999px;' +
      'padding:1px 10px;font-size:.86em;line-height:1.7}' +
      ':host([tone=critical]){background:#fde8e8;color:#8f1010}',
  });
}

function tint(element: SurfaceElement): void {
  element.style.color = tones[element.text('tone')] ?? '';
}

function visibility(element: SurfaceElement): void {
  const how = element.text('accessibilityvisibility');
  if (how === 'hidden') element.setAttribute('aria-hidden', 'true');
  element.classList.toggle('visually-hidden', how === 'exclusive');
}

function defineLists(): void {
  for (const name of ['ordered-list', 'unordered-list']) {
    simple([name], {
      css: `:host{display:block;padding-inline-start:1.3em;list-style:${name === 'ordered-list' ? 'decimal' : 'disc'}}`,
      built: (element) => element.setAttribute('role', 'list'),
    });
  }
  simple(['list-item'], {
    css: ':host{display:list-item;margin-block:4px}',
    built: (element) => element.setAttribute('role', 'listitem'),
  });
}

const glyphs: Record<string, string> = {
  check: '✓',
  'check-circle': '✓',
  'gift-card': '🎁',
  gift: '🎁',
  star: '★',
  'star-filled': '★',
  info: 'ⓘ',
  warning: '⚠',
  'alert-triangle': '⚠',
  'x-circle': '×',
  x: '×',
  clock: '◷',
  reward: '★',
  'arrow-right': '→',
  'chevron-right': '›',
  'chevron-down': '⌄',
  clipboard: '⧉',
};

function definePictures(): void {
  simple(['image', 'product-thumbnail', 'avatar'], {
    attributes: ['src', 'alt', 'aspectratio', 'initials'],
    shadow: '<img alt="">',
    css:
      ':host{display:block}img{display:block;max-width:100%;width:100%;object-fit:cover;' +
      'border-radius:6px}' +
      ':host(s-product-thumbnail) img,:host(s-avatar) img{width:56px;height:56px}',
    sync: (element) => {
      const image = element.find<HTMLImageElement>('img');
      image.alt = element.text('alt');
      image.style.aspectRatio = element.text('aspectratio');
      if (element.text('src')) image.src = element.text('src');
      else image.removeAttribute('src');
    },
  });
  simple(['icon', 'payment-icon'], {
    attributes: ['type', 'tone', 'size'],
    shadow: '<span aria-hidden="true"></span>',
    css: ':host{display:inline-block;line-height:1}',
    sync: (element) => {
      element.find('span').textContent = glyphs[element.text('type')] ?? '◆';
      tint(element);
    },
  });
  simple(['qr-code'], {
    attributes: ['content', 'accessibilitylabel'],
    shadow: '<code></code>',
    css:
      ':host{display:inline-block;border:1px solid var(--border);padding:12px;' +
      'overflow-wrap:anywhere}',
    sync: (element) => {
      element.find('code').textContent = element.text('content');
    },
  });
}

function defineState(): void {
  simple(['progress'], {
    attributes: ['value', 'max', 'accessibilitylabel', 'tone'],
    shadow: '<div role="progressbar"><div></div></div>',
    css:
      ':host{display:block}div{height:8px;border-radius:999px}' +
      '[role]{background:var(--track);overflow:hidden}' +
      '[role]>div{background:var(--accent);transform-origin:left}',
    sync: syncProgress,
  });
  simple(['spinner'], {
    attributes: ['accessibilitylabel', 'size'],
    shadow:
      '<span role="status"><span class="ring" aria-hidden="true"></span><span ' +
      'class="name"></span></span>',
    css:
      ':host{display:inline-block}.ring{display:block;width:1.2em;height:1.2em;' +
      'border:2px solid var(--track);' +
      'border-top-color:var(--accent);border-radius:50%;animation:turn 1s linear infinite}' +
      '@keyframes turn{to{transform:rotate(1turn)}}' +
      '@media(prefers-reduced-motion:reduce){.ring{animation:none}}' +
      '.name{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}',
    sync: (element) => {
      element.find('.name').textContent = element.text('accessibilitylabel') || 'Loading';
    },
  });
  simple(['skeleton-paragraph'], {
    attributes: ['content'],
    shadow: '<span aria-hidden="true"></span>',
    css:
      ':host{display:block}span{display:block;height:1.1em;border-radius:4px;' +
      'background:var(--track)}',
  });
  simple(['banner', 'announcement'], {
    attributes: ['heading', 'tone', 'dismissible'],
    shadow:
      '<div role="status"><div class="text"><strong hidden></strong><slot></slot></div>' +
      '<button aria-label="Dismiss" hidden>×</button></div>',
    css:
      ':host{display:block}div[role]{display:flex;gap:12px;border:1px solid ' +
      'var(--border);border-radius:10px;padding:12px 14px;background:#eef4fb}' +
      '.text{flex:1;display:flex;flex-direction:column;gap:4px}button{font:inherit;' +
      'border:0;background:none;min-width:32px;cursor:pointer}' +
      ':host([tone=success]) div[role]{background:#e8f5ec}:host([tone=warning]) ' +
      'div[role]{background:#fff4de}' +
      ':host([tone=critical]) div[role]{background:#fdecec}',
    built: (element) =>
      element.find('button').addEventListener('click', () => {
        element.hidden = true;
        element.dispatchEvent(new Event('dismiss'));
        element.dispatchEvent(new Event('afterhide'));
      }),
    sync: (element) => {
      const heading = element.find('strong');
      heading.textContent = element.text('heading');
      heading.hidden = !element.text('heading');
      element.find('button').hidden = !element.is('dismissible');
      const isUrgent = element.text('tone') === 'critical';
      element.find('div[role]').setAttribute('role', isUrgent ? 'alert' : 'status');
    },
  });
}

function syncProgress(element: SurfaceElement): void {
  const max = Number(element.text('max')) || 1;
  const value = Math.min(max, Math.max(0, Number(element.text('value')) || 0));
  const bar = element.find('[role]');
  bar.setAttribute('aria-valuemin', '0');
  bar.setAttribute('aria-valuemax', String(max));
  bar.setAttribute('aria-valuenow', String(value));
  bar.setAttribute('aria-label', element.text('accessibilitylabel') || 'Progress');
  element.find('[role] > div').style.inlineSize = `${(value / max) * 100}%`;
}
