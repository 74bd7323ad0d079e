// Writes operations.generated.ts: every document of documents/*.graphql, checked against Shopify's
// own schema, as a typed document. A development step: `node app/shopify/generate.ts`, with --check
// it only tells whether it is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { codegen } from '@graphql-codegen/core';
import * as documentNodes from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import {
  buildClientSchema,
  type DocumentNode,
  Kind,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';

const SCHEMA = new URL('../../devstore/schema/admin_2026-10.json.gz', import.meta.url);
const FOLDER = new URL('./documents/', import.meta.url);
const OUTPUT = new URL('./operations.generated.ts', import.meta.url);
const HEADING =
  '// Made by app/shopify/generate.ts out of documents/*.graphql and the Admin API 2026-10. Do not edit.\n';

const schema = buildClientSchema(JSON.parse(gunzipSync(readFileSync(SCHEMA)).toString()).data, {
  assumeValid: true,
});
const documents = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => ({
    location: file,
    document: parse(readFileSync(new URL(file, FOLDER), 'utf8'), { noLocation: true }),
  }));

const faults = faultsOf(documents.map(({ document }) => document));
if (faults.length > 0) {
  console.error(`The Admin API 2026-10 does not take these documents:\n  ${faults.join('\n  ')}`);
  process.exit(1);
}

const text = HEADING + (await generate());
if (!process.argv.includes('--check')) writeFileSync(OUTPUT, text);
else if (readFileSync(OUTPUT, 'utf8') !== text) {
  console.error('app/shopify/operations.generated.ts is stale: run node app/shopify/generate.ts');
  process.exit(1);
}

function faultsOf(parts: DocumentNode[]): string[] {
  const whole = { kind: Kind.DOCUMENT, definitions: parts.flatMap((part) => part.definitions) };
  const errors = validate(schema, whole as DocumentNode, [
    ...specifiedRules,
    NoDeprecatedCustomRule,
  ]);
  return errors.map((error) => error.message);
}

function generate(): Promise<string> {
  return codegen({
    filename: 'operations.generated.ts',
    schema: { kind: Kind.DOCUMENT, definitions: [] } as unknown as Parameters<
      typeof codegen
    >[0]['schema'],
    schemaAst: schema,
    documents,
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      defaultScalarType: 'string',
      skipTypename: true,
      onlyOperationTypes: true,
      scalars: { ID: 'string', Decimal: 'string', Money: 'string', JSON: 'unknown' },
    },
    plugins: [{ operations: {} }, { documentNodes: {} }],
    pluginMap: { operations, documentNodes },
    skipDocumentsValidation: true,
  });
}
