// devstore's settings: the shop's plan and accounts, the app's installation, the clock, faults.
import { install, uninstall } from '../../shop/installation.ts';
import { type FaultChange, type FaultSettings, noFaults } from '../../store/faults.ts';
import type { ShopFacts } from '../../store/records.ts';
import type { WebContext } from '../context.ts';
import { formOf, redirect } from '../http/respond.ts';
import { type Route, route } from '../http/router.ts';
import { uiExtensions } from '../surfaces/frames.ts';
import { scopesDetail } from './bridge.ts';
import { adminPage, storePath } from './view.ts';

const plans: ShopFacts['plan'][] = ['standard', 'advanced', 'plus', 'development'];
const dayMs = 86_400_000;

export function settingsRoutes(context: WebContext): Route[] {
  const path = `${storePath(context)}/settings`;
  return [
    route(`GET ${path}`, () => show(context)),
    route(`POST ${path}`, async ({ request }) => {
      perform(context, await formOf(request));
      return redirect(path);
    }),
  ];
}

function show(context: WebContext): Response {
  const { store } = context;
  const faults = store.faults.get();
  return adminPage(context, 'settings', 'settings', {
    plans,
    now: store.now(),
    installation: store.installation(),
    scopes: scopesDetail(context),
    is_accelerated: store.settings.read('web.isAcceleratedCheckout', false),
    extensions: uiExtensions(context)
      .filter(({ settings }) => settings.length > 0)
      .flatMap(({ handle, name, targets, settings }) => {
        const saved = savedSettings(context);
        return targets.map(({ target }) => ({
          id: `${handle}/${target}`,
          name: `${name}: ${target}`,
          fields: settings.map((field) => ({
            ...field,
            value: saved[`${handle}/${target}`]?.[field.key] ?? '',
          })),
        }));
      }),
    groups: faultGroups(faults),
  });
}

const savedSettings = (context: WebContext) =>
  context.store.settings.read<Record<string, Record<string, unknown>>>('web.extensionSettings', {});

/**
 * The faults as rows of a form; what is not a number, a yes or a no is left to the control door.
 */
function faultGroups(faults: FaultSettings) {
  return (['webhooks', 'api', 'bulk'] as const).map((group) => ({
    name: group,
    fields: Object.entries(faults[group])
      .filter(([, value]) => !Array.isArray(value))
      .map(([name, value]) => ({
        name,
        label: name.replace(/([A-Z])/g, ' $1').toLowerCase(),
        is_switch: typeof value === 'boolean',
        value: value === null ? '' : value,
      })),
  }));
}

function perform(context: WebContext, form: URLSearchParams): void {
  const { store } = context;
  switch (form.get('act')) {
    case 'install':
      install(store, scopesDetail(context).required);
      break;
    case 'uninstall':
      uninstall(store);
      break;
    case 'shop':
      saveShop(context, form);
      break;
    case 'extension':
      saveExtension(context, form);
      break;
    case 'clock':
      moveClock(context, form);
      break;
    case 'faults':
      store.faults.change(faultsFrom(form));
      break;
    case 'no-faults':
      store.faults.reset();
      break;
  }
}

function saveShop(context: WebContext, form: URLSearchParams): void {
  const { store } = context;
  const shop = store.shop();
  const plan = plans.find((each) => each === form.get('plan')) ?? shop.plan;
  const isClassic = form.get('accounts') === 'CLASSIC';
  store.saveShop({
    ...shop,
    plan,
    customerAccounts: isClassic ? 'CLASSIC' : 'NEW_CUSTOMER_ACCOUNTS',
  });
  store.settings.write('web.isAcceleratedCheckout', form.has('accelerated'));
  const installation = store.installation();
  const approved = (name: string) => form.has(`data_${name}`);
  store.saveInstallation({
    ...installation,
    protectedData: {
      customer: approved('customer'),
      name: approved('name'),
      email: approved('email'),
      phone: approved('phone'),
      address: approved('address'),
    },
  });
}

function saveExtension(context: WebContext, form: URLSearchParams): void {
  const id = form.get('id') ?? '';
  const values: Record<string, string> = {};
  for (const [name, value] of form) {
    if (name.startsWith('value_')) values[name.slice('value_'.length)] = value;
  }
  context.store.settings.write('web.extensionSettings', {
    ...savedSettings(context),
    [id]: values,
  });
}

function moveClock({ store }: WebContext, form: URLSearchParams): void {
  const days = Number(form.get('days') ?? 0);
  const instant = new Date(form.get('instant') ?? '');
  if (form.has('reset')) store.clock.reset();
  else if (days > 0) store.clock.advance(days * dayMs);
  else if (!Number.isNaN(instant.getTime())) store.clock.set(instant);
}

function faultsFrom(form: URLSearchParams): FaultChange {
  const read = <Group extends 'webhooks' | 'api' | 'bulk'>(group: Group) => {
    const values: Record<string, unknown> = {};
    for (const [name, standard] of Object.entries(noFaults[group])) {
      const typed = form.get(`${group}.${name}`);
      if (typeof standard === 'boolean') values[name] = typed !== null;
      else if (standard === null) values[name] = typed ? Number(typed) : null;
      else if (typeof standard === 'number' && typed !== null) values[name] = Number(typed) || 0;
    }
    return values as FaultChange[Group];
  };
  return { webhooks: read('webhooks'), api: read('api'), bulk: read('bulk') };
}
