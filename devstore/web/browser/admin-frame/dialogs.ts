// Dialogs of the admin: the resource picker, the app's own picker, scopes, unsaved changes.

type Ask = (question: string, payload?: unknown) => Promise<unknown>;
type Entry = {
  id: string;
  title: string;
  note?: string;
  isDisabled?: boolean;
  isSelected?: boolean;
};

/** Opens a dialog and resolves with the button pressed, or null when it was closed. */
function dialog(heading: string, body: Node[], buttons: { text: string; value: string }[]) {
  const element = document.createElement('dialog');
  element.className = 'dialog';
  const title = Object.assign(document.createElement('h2'), {
    textContent: heading,
    id: 'dialog-title',
  });
  element.setAttribute('aria-labelledby', title.id);
  const footer = document.createElement('footer');
  for (const { text, value } of buttons) {
    const button = document.createElement('button');
    button.className = value ? 'button button--primary' : 'button';
    button.textContent = text;
    button.addEventListener('click', () => element.close(value));
    footer.append(button);
  }
  element.append(title, ...body, footer);
  document.body.append(element);
  element.showModal();
  return new Promise<string | null>((resolve) => {
    element.addEventListener('close', () => {
      element.remove();
      resolve(element.returnValue || null);
    });
  });
}

const paragraph = (text: string) =>
  Object.assign(document.createElement('p'), { textContent: text });

export async function confirmLeaving(): Promise<boolean> {
  const answer = await dialog(
    'Leave page with unsaved changes?',
    [paragraph('Leaving this page deletes all unsaved changes.')],
    [
      { text: 'Stay', value: '' },
      { text: 'Leave page', value: 'leave' },
    ],
  );
  return answer === 'leave';
}

export async function requestScopes(scopes: string[], ask: Ask): Promise<unknown> {
  const list = document.createElement('ul');
  for (const scope of scopes) {
    list.append(Object.assign(document.createElement('li'), { textContent: scope }));
  }
  const answer = await dialog(
    'The app asks for more access',
    [list],
    [
      { text: 'Decline', value: '' },
      { text: 'Update access', value: 'grant' },
    ],
  );
  if (answer !== 'grant') return { result: 'declined-all', detail: await ask('scopes') };
  return ask('requestScopes', scopes);
}

type Picking = {
  type: string;
  action?: 'add' | 'select';
  multiple?: boolean | number;
  query?: string;
  filter?: { query?: string; variants?: boolean };
  selectionIds?: { id: string; variants?: { id: string }[] }[];
};
type Resource = { id: string; title: string; variants?: Resource[]; [key: string]: unknown };

/** The resource picker. Resolves with whole resources, or null when the merchant cancels. */
export async function pickResources(options: Picking, ask: Ask): Promise<Resource[] | null> {
  const known = new Map<string, Resource>();
  const showsVariants =
    options.type === 'variant' ||
    (options.type === 'product' && options.filter?.variants !== false);
  const chosen = new Set<string>();
  for (const { id, variants } of options.selectionIds ?? []) {
    if (variants?.length) for (const variant of variants) chosen.add(variant.id);
    else chosen.add(id);
  }
  const search = Object.assign(document.createElement('input'), {
    type: 'search',
    value: options.query ?? '',
    placeholder: 'Search',
    className: 'picker__search',
  });
  search.setAttribute('aria-label', `Search for a ${options.type}`);
  const list = document.createElement('ul');
  list.className = 'picker';
  const refresh = async () => {
    const found = (await ask('resources', {
      type: options.type,
      query: search.value,
    })) as Resource[];
    const rows = found.flatMap((resource) => {
      known.set(resource.id, resource);
      const variants = showsVariants ? (resource.variants ?? []) : [];
      for (const variant of variants) known.set(variant.id, { ...variant, owner: resource.id });
      if (variants.length < 2 && options.type !== 'variant')
        return [row(resource, 0, list, chosen, options)];
      const heads = options.type === 'variant' ? [] : [row(resource, 0, list, chosen, options)];
      return [
        ...heads,
        ...variants.map((variant) =>
          row(
            { ...variant, title: `${resource.title} – ${variant.title}` },
            1,
            list,
            chosen,
            options,
          ),
        ),
      ];
    });
    list.replaceChildren(...rows);
  };
  search.addEventListener('input', () => void refresh());
  await refresh();
  const verb = options.action === 'select' ? 'Select' : 'Add';
  const answer = await dialog(
    `${verb} ${options.type === 'variant' ? 'variants' : `${options.type}s`}`,
    [search, list],
    [
      { text: 'Cancel', value: '' },
      { text: verb, value: 'done' },
    ],
  );
  return answer === 'done' ? gather(chosen, known) : null;
}

/** Variants chosen one by one come back inside their product, as Shopify's picker gives them. */
function gather(chosen: Set<string>, known: Map<string, Resource>): Resource[] {
  const result = new Map<string, Resource>();
  for (const id of chosen) {
    const resource = known.get(id);
    if (!resource) continue;
    const owner = typeof resource.owner === 'string' ? known.get(resource.owner) : undefined;
    if (!owner) {
      result.set(id, resource);
      continue;
    }
    if (chosen.has(owner.id)) continue;
    const before = result.get(owner.id)?.variants ?? [];
    const { owner: _owner, ...variant } = resource;
    result.set(owner.id, { ...owner, variants: [...before, variant as Resource] });
  }
  return [...result.values()];
}

function row(
  entry: Resource,
  depth: number,
  list: HTMLElement,
  chosen: Set<string>,
  { multiple }: { multiple?: boolean | number },
): HTMLElement {
  return choice({ id: entry.id, title: entry.title }, depth, list, chosen, multiple);
}

function choice(
  entry: Entry,
  depth: number,
  list: HTMLElement,
  chosen: Set<string>,
  multiple: boolean | number | undefined,
): HTMLElement {
  const box = document.createElement('input');
  box.type = multiple ? 'checkbox' : 'radio';
  box.name = 'picked';
  box.value = entry.id;
  box.checked = chosen.has(entry.id);
  box.disabled = entry.isDisabled ?? false;
  box.addEventListener('change', () => {
    if (!multiple) chosen.clear();
    if (box.checked) chosen.add(entry.id);
    else chosen.delete(entry.id);
    if (typeof multiple === 'number' && chosen.size > multiple) {
      chosen.delete(entry.id);
      box.checked = false;
    }
    list.dataset.count = String(chosen.size);
  });
  const label = document.createElement('label');
  label.append(box, entry.title);
  if (entry.note)
    label.append(Object.assign(document.createElement('small'), { textContent: entry.note }));
  const item = document.createElement('li');
  item.style.paddingInlineStart = `${depth * 28}px`;
  item.append(label);
  return item;
}

type ItemPicking = {
  heading: string;
  multiple?: boolean | number;
  items: {
    id: string;
    heading: string;
    disabled?: boolean;
    selected?: boolean;
    data?: unknown[];
  }[];
};

/** App Bridge's picker over the app's own items. */
export async function pickItems({
  heading,
  multiple,
  items,
}: ItemPicking): Promise<string[] | null> {
  const chosen = new Set(items.filter(({ selected }) => selected).map(({ id }) => id));
  const list = document.createElement('ul');
  list.className = 'picker';
  list.append(
    ...items.map((item) =>
      choice(
        {
          id: item.id,
          title: item.heading,
          note: item.data?.join(' · '),
          isDisabled: item.disabled,
        },
        0,
        list,
        chosen,
        multiple,
      ),
    ),
  );
  const answer = await dialog(
    heading,
    [list],
    [
      { text: 'Cancel', value: '' },
      { text: 'Select', value: 'done' },
    ],
  );
  return answer === 'done' ? [...chosen] : null;
}
