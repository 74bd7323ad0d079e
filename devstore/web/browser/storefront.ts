// The theme's little script: variants on the product page, the language form.

type Variant = { id: number; options: string[]; available: boolean; price: string };

followVariant();
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-auto-submit]')) {
  form.addEventListener('change', () => form.requestSubmit());
}

/**
 * Keeps the hidden variant id, the price, the button and the address in step with the options
 * chosen.
 */
function followVariant(): void {
  const data = document.querySelector('script[data-variants]');
  const idField = document.querySelector<HTMLInputElement>('[data-variant-id]');
  if (!data || !idField) return;
  const variants = JSON.parse(data.textContent ?? '[]') as Variant[];
  const groups = [...document.querySelectorAll<HTMLElement>('[data-option]')];
  for (const group of groups) {
    group.addEventListener('change', () => {
      const chosen = groups.map(
        (each) => each.querySelector<HTMLInputElement>('input:checked')?.value,
      );
      const variant = variants.find(({ options }) =>
        options.every((value, at) => value === chosen[at]),
      );
      if (variant) show(variant, idField);
    });
  }
}

function show(variant: Variant, idField: HTMLInputElement): void {
  idField.value = String(variant.id);
  // Apps listen for this, as they do in Shopify's own themes.
  idField.dispatchEvent(new Event('change', { bubbles: true }));
  const price = document.querySelector('[data-price]');
  if (price) price.textContent = variant.price;
  const button = document.querySelector<HTMLButtonElement>('[data-add]');
  if (button) button.disabled = !variant.available;
  const url = new URL(location.href);
  url.searchParams.set('variant', String(variant.id));
  history.replaceState(history.state, '', url);
}
