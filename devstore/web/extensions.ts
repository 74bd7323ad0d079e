// What is deployed: the extensions of the repository, read from their tomls as Shopify's CLI reads
// them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { type Messages, mergeMessages } from './browser/translate.ts';

export type SettingField = { key: string; type: string; name: string; description?: string };
export type Target = { target: string; module: string; allowsDirectLinks: boolean };
export type UiExtension = {
  type: 'ui_extension';
  directory: string;
  handle: string;
  name: string;
  apiVersion: string;
  targets: Target[];
  settings: SettingField[];
  metafields: { namespace: string; key: string }[];
  hasApiAccess: boolean;
  hasNetworkAccess: boolean;
};
export type ThemeExtension = {
  type: 'theme';
  directory: string;
  handle: string;
  name: string;
  blocks: ThemeBlock[];
};
export type BlockSetting = {
  id?: string;
  type: string;
  label?: string;
  default?: unknown;
  options?: { value: string; label: string }[];
  content?: string;
  info?: string;
  min?: number;
  max?: number;
  step?: number;
};
export type BlockSchema = {
  name: string;
  target: 'section' | 'head' | 'compliance_head' | 'body';
  javascript?: string;
  stylesheet?: string;
  class?: string;
  tag?: string | null;
  settings?: BlockSetting[];
  enabled_on?: { templates?: string[] };
  disabled_on?: { templates?: string[] };
  available_if?: string;
};
export type ThemeBlock = { handle: string; schema: BlockSchema };
export type Extension = UiExtension | ThemeExtension;

type RawTarget = {
  target: string;
  module: string;
  capabilities?: { allow_direct_linking?: boolean };
};
type Raw = {
  type?: string;
  name?: string;
  handle?: string;
  api_version?: string;
  targeting?: RawTarget[];
  settings?: { fields?: SettingField[] };
  metafields?: { namespace: string; key: string }[];
  capabilities?: { api_access?: boolean; network_access?: boolean };
};

/** Every extension below `root/extensions`, in the order of its folder's name. */
export function readExtensions(root: string): Extension[] {
  const folder = path.join(root, 'extensions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name))
    .filter((directory) => existsSync(path.join(directory, 'shopify.extension.toml')))
    .flatMap(readOne);
}

function readOne(directory: string): Extension[] {
  const toml = parse(readFileSync(path.join(directory, 'shopify.extension.toml'), 'utf8'));
  const whole = toml as Raw & { extensions?: Raw[] };
  return (whole.extensions ?? [whole]).flatMap((raw): Extension[] => {
    const inherited = { ...raw, api_version: raw.api_version ?? whole.api_version };
    if (raw.type === 'ui_extension') return [uiExtension(directory, inherited)];
    if (raw.type === 'theme') return [themeExtension(directory, raw)];
    return [];
  });
}

function uiExtension(directory: string, raw: Raw): UiExtension {
  const handle = raw.handle ?? path.basename(directory);
  return {
    type: 'ui_extension',
    directory,
    handle,
    name: raw.name ?? handle,
    apiVersion: raw.api_version ?? '',
    targets: (raw.targeting ?? []).map(({ target, module, capabilities }) => ({
      target,
      module,
      allowsDirectLinks: capabilities?.allow_direct_linking === true,
    })),
    settings: raw.settings?.fields ?? [],
    metafields: raw.metafields ?? [],
    hasApiAccess: raw.capabilities?.api_access === true,
    hasNetworkAccess: raw.capabilities?.network_access === true,
  };
}

function themeExtension(directory: string, raw: Raw): ThemeExtension {
  const folder = path.join(directory, 'blocks');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return {
    type: 'theme',
    directory,
    handle: raw.handle ?? path.basename(directory),
    name: raw.name ?? path.basename(directory),
    blocks: files
      .filter((file) => file.endsWith('.liquid'))
      .map((file) => ({
        handle: file.replace(/\.liquid$/, ''),
        schema: readSchema(path.join(folder, file)),
      })),
  };
}

/** The JSON of a Liquid file's `{% schema %}`. */
export function readSchema(file: string): BlockSchema {
  const source = readFileSync(file, 'utf8');
  const body = /{%-?\s*schema\s*-?%}([\s\S]*?){%-?\s*endschema\s*-?%}/.exec(source)?.[1];
  if (!body) throw new Error(`${file} has no schema`);
  try {
    return JSON.parse(body) as BlockSchema;
  } catch (error) {
    throw new Error(`${file}: the schema is not JSON: ${(error as Error).message}`);
  }
}

/** The texts of an extension or theme in a language, over those of its default language. */
export function readMessages(directory: string, locale: string): Messages {
  const folder = path.join(directory, 'locales');
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((file) => /^[\w-]+(\.default)?\.json$/.test(file));
  const standard = files.find((file) => file.endsWith('.default.json'));
  const wanted = [locale, locale.split('-')[0]!].flatMap((each) => [
    `${each}.json`,
    `${each}.default.json`,
  ]);
  const own = wanted.find((file) => files.includes(file));
  const read = (file: string | undefined): Messages =>
    file ? JSON.parse(readFileSync(path.join(folder, file), 'utf8')) : {};
  return mergeMessages(read(standard), own === standard ? {} : read(own));
}
