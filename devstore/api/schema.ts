// Shopify's own schema, with the scopes that each type and field asks for.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

export const apiVersion = '2026-10';

export interface Access {
  /** One of these is enough; empty means that none is needed. */
  scopes: string[];
  requiredAccess: string;
}

export interface AdminSchema {
  schema: GraphQLSchema;
  typeAccess: Map<string, Access>;
  /** Keyed `Type.field`. */
  fieldAccess: Map<string, Access>;
}

interface SchemaFile {
  data: IntrospectionQuery;
  offline_scopes: {
    items: {
      typeName: string;
      fieldName?: string;
      requiredAccess: string;
      offlineScopes: string[];
    }[];
  };
}

let loaded: AdminSchema | null = null;

/** Reads the schema file once; about 0.35 s. */
export function loadAdminSchema(): AdminSchema {
  if (loaded) return loaded;
  const file = new URL(`../schema/admin_${apiVersion}.json.gz`, import.meta.url);
  const content = JSON.parse(gunzipSync(readFileSync(file)).toString()) as SchemaFile;
  const typeAccess = new Map<string, Access>();
  const fieldAccess = new Map<string, Access>();
  for (const item of content.offline_scopes.items) {
    if (item.offlineScopes.length === 0) continue;
    const access = { scopes: item.offlineScopes, requiredAccess: item.requiredAccess };
    if (item.fieldName) fieldAccess.set(`${item.typeName}.${item.fieldName}`, access);
    else typeAccess.set(item.typeName, access);
  }
  // assumeValid: the file is Shopify's own, and checking 3,500 types costs more than reading them.
  loaded = {
    schema: buildClientSchema(content.data, { assumeValid: true }),
    typeAccess,
    fieldAccess,
  };
  return loaded;
}
