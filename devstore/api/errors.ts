// Errors as Shopify words them.
import { GraphQLError } from 'graphql';

/** A `userErrors` entry. */
export interface UserError {
  field: string[] | null;
  message: string;
  code?: string | null;
  extraInfo?: string | null;
  elementIndex?: number | null;
}

export function userError(field: string[] | null, message: string, code?: string): UserError {
  return { field, message, code: code ?? null, extraInfo: null, elementIndex: null };
}

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

export function accessDenied(fieldName: string, requiredAccess: string): GraphQLError {
  return new GraphQLError(
    `Access denied for ${fieldName} field.${requiredAccess ? ` Required access: ${requiredAccess}` : ''}`,
    {
      extensions: {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess,
      },
    },
  );
}

const protectedDataPage = 'https://shopify.dev/docs/apps/launch/protected-customer-data';

export function notApproved(what: string): GraphQLError {
  return new GraphQLError(
    `This app is not approved to ${what}. See ${protectedDataPage} for more details.`,
    { extensions: { code: 'ACCESS_DENIED', documentation: protectedDataPage } },
  );
}

export function invalidId(id: string): GraphQLError {
  return new GraphQLError(`Invalid global id '${id}'`, {
    extensions: { code: 'argumentLiteralsIncompatible', typeName: 'CoercionError' },
  });
}

/** devstore says so rather than answering with an empty field. */
export function notImitated(typeName: string, fieldName: string): GraphQLError {
  return new GraphQLError(
    `devstore does not imitate ${typeName}.${fieldName} (Shopify has it; see devstore/README.md)`,
    { extensions: { code: 'DEVSTORE_NOT_IMITATED' } },
  );
}

/** graphql-js's wording of a validation error in Shopify's, where the two are known to differ. */
export function inShopifysWords(error: GraphQLError): Record<string, unknown> {
  const { message, locations } = error;
  const field = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message);
  if (field)
    return {
      message: `Field '${field[1]}' doesn't exist on type '${field[2]}'`,
      locations,
      extensions: { code: 'undefinedField', typeName: field[2], fieldName: field[1] },
    };
  const argument = /^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"/.exec(message);
  if (argument)
    return {
      message: `Field '${argument[3]}' doesn't accept argument '${argument[1]}'`,
      locations,
      extensions: {
        code: 'argumentNotAccepted',
        name: argument[3],
        typeName: 'Field',
        argumentName: argument[1],
      },
    };
  return { message, locations, extensions: error.extensions };
}
