// Which extension frames a page shows, and what each needs to start.
import { existsSync } from 'node:fs';
import type { Messages } from '../browser/translate.ts';
import { bundleExtension } from '../bundle-extensions.ts';
import type { WebContext } from '../context.ts';
import {
  readExtensions,
  readMessages,
  type SettingField,
  type UiExtension,
} from '../extensions.ts';

export type Frame = {
  /** `HANDLE/TARGET`, also the key of its merchant settings. */
  id: string;
  handle: string;
  target: string;
  title: string;
  src: string;
};
export type FrameFacts = {
  handle: string;
  target: string;
  apiVersion: string;
  capabilities: string[];
  settings: Record<string, unknown>;
  metafields: { namespace: string; key: string }[];
  messages: Messages;
  defaultMessages: Messages;
  bundle: string;
};

/** The installed UI extensions; none where the app is not installed. */
export function uiExtensions(context: WebContext): UiExtension[] {
  if (!context.store.installation().isInstalled) return [];
  return readExtensions(context.root).filter(
    (extension): extension is UiExtension => extension.type === 'ui_extension',
  );
}

/** Checkout steps before thank-you take extensions on Plus (and development stores) only. */
export function isTargetAllowed(context: WebContext, target: string): boolean {
  const { plan } = context.store.shop();
  return !target.startsWith('purchase.checkout.') || plan === 'plus' || plan === 'development';
}

/** The frames of a page by target, for the targets that the page has places for. */
export function framesFor(
  context: WebContext,
  targets: readonly string[],
  locale: string,
): Record<string, Frame[]> {
  const frames: Record<string, Frame[]> = {};
  for (const extension of uiExtensions(context)) {
    for (const { target } of extension.targets) {
      if (!targets.includes(target) || !isTargetAllowed(context, target)) continue;
      const frame = frameOf(extension, target, locale);
      frames[target] = [...(frames[target] ?? []), frame];
    }
  }
  return frames;
}

export function frameOf(extension: UiExtension, target: string, locale: string): Frame {
  const query = new URLSearchParams({ target, locale });
  return {
    id: `${extension.handle}/${target}`,
    handle: extension.handle,
    target,
    title: `${extension.name}: ${target}`,
    src: `/extension-frames/${extension.handle}?${query}`,
  };
}

/** What the frame's script needs before it runs the bundle. */
export function frameFacts(
  extension: UiExtension,
  target: string,
  locale: string,
  context: WebContext,
): FrameFacts {
  return {
    handle: extension.handle,
    target,
    apiVersion: extension.apiVersion,
    capabilities: [
      ...(extension.hasApiAccess ? ['api_access'] : []),
      ...(extension.hasNetworkAccess ? ['network_access'] : []),
    ],
    settings: extensionSettings(context, extension, target),
    metafields: extension.metafields,
    messages: readMessages(extension.directory, locale),
    defaultMessages: readMessages(extension.directory, ''),
    bundle: `/extension-bundles/${extension.handle}.js`,
  };
}

/**
 * The merchant's settings of one placed extension; what was never set is undefined, as in Shopify.
 */
export function extensionSettings(
  context: WebContext,
  extension: UiExtension,
  target: string,
): Record<string, unknown> {
  const saved = context.store.settings.read<Record<string, Record<string, unknown>>>(
    'web.extensionSettings',
    {},
  );
  const values = saved[`${extension.handle}/${target}`] ?? {};
  return Object.fromEntries(
    extension.settings
      .filter(({ key }) => values[key] !== undefined && values[key] !== '')
      .map((field) => [field.key, typed(field, values[field.key])]),
  );
}

function typed({ type }: SettingField, value: unknown): unknown {
  if (type === 'boolean') return value === true || value === 'true' || value === 'on';
  return type.startsWith('number_') ? Number(value) : value;
}

/** The compiled extension, made again if its sources changed. */
export async function bundleFile(context: WebContext, handle: string): Promise<string | null> {
  const extension = uiExtensions(context).find((each) => each.handle === handle);
  if (!extension) return null;
  const { file } = await bundleExtension(extension, {
    root: context.root,
    appUrl: context.origins.tunnel,
  });
  return existsSync(file) ? file : null;
}
