// The smaller things a shop remembers: what the app was given, what it asked for, and what people
// were sent.

/** The shop itself; the merchant's settings are among them. */
export interface ShopFacts {
  id: number;
  name: string;
  domain: string;
  email: string;
  currency: string;
  /** What one unit of shop money is in the other currencies buyers may see. */
  presentmentRates: Record<string, number>;
  timezone: string;
  countryCode: string;
  countryName: string;
  plan: 'advanced' | 'development' | 'plus' | 'standard';
  customerAccounts: 'CLASSIC' | 'NEW_CUSTOMER_ACCOUNTS';
  taxesIncluded: boolean;
  /** Per mille. */
  taxRate: number;
  shippingPrice: number;
  weightUnit: 'GRAMS' | 'KILOGRAMS' | 'OUNCES' | 'POUNDS';
  locales: string[];
  createdAt: string;
}

/** What Shopify grants an app and what a merchant may change about it. */
export interface Installation {
  isInstalled: boolean;
  installedAt: string | null;
  grantedScopes: string[];
  /** Approval of protected customer data: level 1 is the customer as such, level 2 its fields. */
  protectedData: {
    customer: boolean;
    name: boolean;
    email: boolean;
    phone: boolean;
    address: boolean;
  };
}

export interface Token {
  token: string;
  kind: 'access' | 'refresh';
  scopes: string[];
  createdAt: string;
  /** ISO; null for a token that does not expire. */
  expiresAt: string | null;
  /** Ties an access token to the refresh token it came with. */
  grantId: string;
  isOnline: boolean;
  /** A refresh token that was used: it stays valid until its replacement is used. */
  replacedBy: string | null;
  isRevoked: boolean;
}

export type BulkStatus =
  | 'CANCELED'
  | 'CANCELING'
  | 'COMPLETED'
  | 'CREATED'
  | 'EXPIRED'
  | 'FAILED'
  | 'RUNNING';

export interface BulkOperation {
  id: number;
  type: 'MUTATION' | 'QUERY';
  status: BulkStatus;
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null;
  query: string;
  groupObjects: boolean;
  createdAt: string;
  completedAt: string | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number;
  /** Scopes of the token that started it: they decide what it may read. */
  scopes: string[];
  uploadPath: string | null;
}

export interface Mail {
  id: number;
  to: string;
  from: string;
  subject: string;
  html: string;
  text: string;
  sentAt: string;
}

export interface GiftCard {
  id: number;
  code: string;
  initialValue: number;
  balance: number;
  currency: string;
  customerId: number | null;
  expiresOn: string | null;
  note: string | null;
  createdAt: string;
  updatedAt: string;
  isEnabled: boolean;
}

export interface StoreCreditAccount {
  id: number;
  customerId: number;
  currency: string;
  balance: number;
}

export interface StoreCreditTransaction {
  id: number;
  accountId: number;
  kind: 'CREDIT' | 'DEBIT';
  /** Positive for a credit, negative for a debit. */
  amount: number;
  balanceAfter: number;
  expiresAt: string | null;
  createdAt: string;
  origin: 'api' | 'order' | 'refund';
  orderId: number | null;
}

export interface Segment {
  id: number;
  name: string;
  query: string;
  createdAt: string;
  updatedAt: string;
}

export interface FlowTrigger {
  id: number;
  handle: string;
  payload: Record<string, unknown>;
  receivedAt: string;
}

export interface StagedUpload {
  id: string;
  filename: string;
  mimeType: string;
  resource: string;
  size: number | null;
  createdAt: string;
}

/** A job in Shopify's sense: something that is done a little later. */
export interface BackgroundJob {
  id: number;
  kind: string;
  isDone: boolean;
}
