// Fields of a form: text of all kinds, choices, switches.
import { define, SurfaceElement } from './base.ts';

const fieldCss =
  ':host{display:block}label{display:grid;gap:4px;font-weight:600}' +
  'input,textarea,select{font:inherit;font-weight:400;color:inherit;' +
  'width:100%;min-height:44px;padding:8px 12px;border:1px solid #767676;' +
  'border-radius:8px;background:var(--surface)}' +
  '.error{color:#a11212;font-size:.86em;font-weight:400}.details{color:var(--muted);' +
  'font-size:.86em;font-weight:400}' +
  '.exclusive .name{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}';

type Field = HTMLInputElement | HTMLTextAreaElement;

const types: Record<string, string> = {
  'text-field': 'text',
  'email-field': 'email',
  'password-field': 'password',
  'phone-field': 'tel',
  'consent-phone-field': 'tel',
  'url-field': 'url',
  'search-field': 'search',
  'number-field': 'number',
  'money-field': 'number',
  'date-field': 'date',
  'time-field': 'time',
  'text-area': 'textarea',
};

/**
 * A labelled field whose `value` property and `input`/`change` events are those of the field
 * inside.
 */
class TextField extends SurfaceElement {
  static override attributes = [
    'label',
    'value',
    'defaultvalue',
    'placeholder',
    'disabled',
    'readonly',
    'required',
    'error',
    'details',
    'min',
    'max',
    'step',
    'name',
    'rows',
    'maxlength',
    'autocomplete',
    'labelaccessibilityvisibility',
    'inputmode',
  ];
  get kind() {
    return types[this.localName.slice(2)] ?? 'text';
  }
  override css() {
    return fieldCss;
  }
  override shadow() {
    const field =
      this.kind === 'textarea' ? '<textarea></textarea>' : `<input type="${this.kind}">`;
    return (
      `<label><span class="name"></span>${field}</label>` +
      '<span class="details" id="details" hidden></span><span class="error" id="error" ' +
      'role="alert" hidden></span>'
    );
  }
  get field(): Field {
    return this.find<Field>('input,textarea');
  }
  override built() {
    this.field.value = this.text('value') || this.text('defaultvalue');
    // `change` does not leave a shadow by itself, `input` does.
    this.field.addEventListener('change', () =>
      this.dispatchEvent(new Event('change', { bubbles: true })),
    );
    this.field.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Enter' && this.kind !== 'textarea') {
        this.closest('s-form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      }
    });
  }
  get value(): string {
    return this.root.querySelector<Field>('input,textarea')?.value ?? this.text('value');
  }
  set value(value: string) {
    if (this.field && this.field.value !== value) this.field.value = value ?? '';
    this.setAttribute('value', value ?? '');
  }
  override sync() {
    const { field } = this;
    this.find('.name').textContent = this.text('label');
    this.find('label').className = this.text('labelaccessibilityvisibility');
    for (const name of [
      'placeholder',
      'min',
      'max',
      'step',
      'name',
      'rows',
      'maxlength',
      'autocomplete',
    ]) {
      if (this.hasAttribute(name)) field.setAttribute(name, this.text(name));
    }
    field.disabled = this.is('disabled');
    field.readOnly = this.is('readonly');
    field.required = this.is('required');
    if (this.hasAttribute('value') && this.root.activeElement !== field)
      field.value = this.text('value');
    describe(this, field);
  }
}

/** Shows details and error and ties them to the field. */
function describe(element: SurfaceElement, field: HTMLElement): void {
  for (const name of ['details', 'error']) {
    const line = element.find(`.${name}`);
    line.textContent = element.text(name);
    line.hidden = !element.text(name);
  }
  field.setAttribute('aria-invalid', String(Boolean(element.text('error'))));
  field.setAttribute('aria-describedby', 'details error');
}

/** Checkbox, switch and consent box. */
class Checkbox extends SurfaceElement {
  static override attributes = [
    'label',
    'checked',
    'defaultchecked',
    'disabled',
    'error',
    'details',
    'value',
    'name',
    'accessibilitylabel',
  ];
  override css() {
    return (
      ':host{display:block}label{display:flex;gap:10px;align-items:center;min-height:32px}' +
      'input{width:20px;height:20px;accent-color:var(--accent)}.error{color:#a11212;' +
      'font-size:.86em}.details{color:var(--muted);font-size:.86em}'
    );
  }
  override shadow() {
    const role = this.localName === 's-switch' ? ' role="switch"' : '';
    return (
      `<label><input type="checkbox"${role}><span class="name"></span></label>` +
      '<span class="details" id="details" hidden></span><span class="error" id="error" ' +
      'role="alert" hidden></span>'
    );
  }
  get box() {
    return this.find<HTMLInputElement>('input');
  }
  override built() {
    this.box.checked = this.is('checked') || this.is('defaultchecked');
    this.box.addEventListener('change', () =>
      this.dispatchEvent(new Event('change', { bubbles: true })),
    );
  }
  get checked(): boolean {
    return this.root.querySelector('input')?.checked ?? this.is('checked');
  }
  set checked(value: boolean) {
    this.toggleAttribute('checked', value);
    const box = this.root.querySelector('input');
    if (box) box.checked = value;
  }
  override sync() {
    this.find('.name').textContent = this.text('label');
    if (this.text('accessibilitylabel'))
      this.box.setAttribute('aria-label', this.text('accessibilitylabel'));
    this.box.disabled = this.is('disabled');
    if (this.hasAttribute('checked')) this.box.checked = this.is('checked');
    describe(this, this.box);
  }
}

/** Options are children; the real list inside is made from them. */
class Select extends SurfaceElement {
  static override attributes = [
    'label',
    'value',
    'disabled',
    'error',
    'details',
    'placeholder',
    'name',
    'labelaccessibilityvisibility',
  ];
  override css() {
    return fieldCss;
  }
  override shadow() {
    return (
      '<label><span class="name"></span><select></select></label>' +
      '<span class="details" id="details" hidden></span><span class="error" id="error" ' +
      'role="alert" hidden></span>'
    );
  }
  get select() {
    return this.find<HTMLSelectElement>('select');
  }
  override built() {
    const fill = () => {
      const options = [...this.querySelectorAll('s-option')].map((option) => {
        const made = new Option(option.textContent ?? '', option.getAttribute('value') ?? '');
        made.disabled = option.hasAttribute('disabled');
        return made;
      });
      if (this.text('placeholder')) options.unshift(new Option(this.text('placeholder'), ''));
      this.select.replaceChildren(...options);
      this.select.value = this.text('value');
    };
    new MutationObserver(fill).observe(this, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    fill();
    this.select.addEventListener('change', () =>
      this.dispatchEvent(new Event('change', { bubbles: true })),
    );
  }
  get value(): string {
    return this.root.querySelector('select')?.value ?? this.text('value');
  }
  set value(value: string) {
    this.setAttribute('value', value);
    const select = this.root.querySelector('select');
    if (select) select.value = value;
  }
  override sync() {
    this.find('.name').textContent = this.text('label');
    this.find('label').className = this.text('labelaccessibilityvisibility');
    this.select.disabled = this.is('disabled');
    if (this.hasAttribute('value')) this.select.value = this.text('value');
    describe(this, this.select);
  }
}

let lists = 0;

/** Radio buttons or checkboxes from s-choice children. */
class ChoiceList extends SurfaceElement {
  static override attributes = [
    'label',
    'values',
    'multiple',
    'disabled',
    'error',
    'labelaccessibilityvisibility',
  ];
  readonly #name = `choices-${++lists}`;
  #values: string[] = [];
  override css() {
    return (
      ':host{display:block}fieldset{border:0;padding:0;margin:0;display:grid;gap:6px}' +
      'legend{padding:0;font-weight:600;margin-bottom:4px}' +
      '.exclusive{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}' +
      'label{display:flex;gap:10px;align-items:center;min-height:32px}input{width:20px;' +
      'height:20px;accent-color:var(--accent)}' +
      '.error{color:#a11212;font-size:.86em}.details{color:var(--muted)}'
    );
  }
  override shadow() {
    return (
      '<fieldset><legend></legend><div class="list"></div></fieldset>' +
      '<span class="details" id="details" hidden></span><span class="error" id="error" ' +
      'role="alert" hidden></span>'
    );
  }
  override built() {
    this.#values = [...this.querySelectorAll('s-choice')]
      .filter((choice) => choice.hasAttribute('selected') || choice.hasAttribute('defaultselected'))
      .map((choice) => choice.getAttribute('value') ?? '');
    new MutationObserver(() => this.sync()).observe(this, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    this.find('.list').addEventListener('change', () => {
      this.#values = [...this.root.querySelectorAll<HTMLInputElement>('input:checked')].map(
        (input) => input.value,
      );
      this.dispatchEvent(new Event('input', { bubbles: true }));
      this.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
  get values(): string[] {
    return this.#values;
  }
  set values(values: string[]) {
    this.#values = [...(values ?? [])];
    if (this.isConnected) this.sync();
  }
  override sync() {
    const legend = this.find('legend');
    legend.textContent = this.text('label');
    legend.className = this.text('labelaccessibilityvisibility');
    const rows = [...this.querySelectorAll('s-choice')].map((choice) => this.#row(choice));
    this.find('.list').replaceChildren(...rows);
    describe(this, this.find('fieldset'));
  }
  #row(choice: Element): HTMLElement {
    const input = document.createElement('input');
    input.type = this.is('multiple') ? 'checkbox' : 'radio';
    input.name = this.#name;
    input.value = choice.getAttribute('value') ?? '';
    input.checked = this.#values.includes(input.value);
    input.disabled = this.is('disabled') || choice.hasAttribute('disabled');
    const label = document.createElement('label');
    label.append(input, choice.textContent ?? '');
    return label;
  }
}

/** A form without a form's navigation: `submit` reaches the extension and nobody else. */
class Form extends SurfaceElement {
  override built() {
    this.addEventListener('submit', (event) => event.preventDefault());
  }
}

/** Children that only their parent shows. */
class Hidden extends SurfaceElement {
  override css() {
    return ':host{display:none}';
  }
}

/** Defines them. */
export function defineFields(): void {
  for (const name of Object.keys(types)) define(name, class extends TextField {});
  for (const name of ['checkbox', 'switch', 'consent-checkbox'])
    define(name, class extends Checkbox {});
  define('select', Select);
  define('choice-list', ChoiceList);
  for (const name of ['option', 'choice']) define(name, class extends Hidden {});
  define('form', Form);
}
