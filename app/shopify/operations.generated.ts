// Made by app/shopify/generate.ts out of documents/*.graphql and the Admin API 2026-10. Do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Error codes for failed bulk operations. */
export type BulkOperationErrorCode =
  /**
   * The provided operation `query` returned access denied due to missing
   * [access scopes](https://shopify.dev/api/usage/access-scopes).
   * Review the requested object permissions and execute the query as a normal non-bulk GraphQL request to see more details.
   */
  | 'ACCESS_DENIED'
  /**
   * The operation resulted in partial or incomplete data due to internal server errors during execution.
   * These errors might be intermittent, so you can try performing the same query again.
   */
  | 'INTERNAL_SERVER_ERROR'
  /**
   * The operation resulted in partial or incomplete data due to query timeouts during execution.
   * In some cases, timeouts can be avoided by modifying your `query` to select fewer fields.
   */
  | 'TIMEOUT';

/** The valid values for the status of a bulk operation. */
export type BulkOperationStatus =
  /** The bulk operation has been canceled. */
  | 'CANCELED'
  /**
   * Cancelation has been initiated on the bulk operation. There may be a short delay from when a cancelation
   * starts until the operation is actually canceled.
   */
  | 'CANCELING'
  /** The bulk operation has successfully completed. */
  | 'COMPLETED'
  /** The bulk operation has been created. */
  | 'CREATED'
  /** The bulk operation URL has expired. */
  | 'EXPIRED'
  /**
   * The bulk operation has failed. For information on why the operation failed, use
   * [BulkOperation.errorCode](https://shopify.dev/api/admin-graphql/latest/enums/bulkoperationerrorcode).
   */
  | 'FAILED'
  /** The bulk operation is running. */
  | 'RUNNING';

/** Possible error codes that can be returned by `BulkOperationUserError`. */
export type BulkOperationUserErrorCode =
  /** The input value is invalid. */
  | 'INVALID'
  /** Bulk operations limit reached. Please try again later. */
  | 'LIMIT_REACHED'
  /** A bulk operation is already in progress. */
  | 'OPERATION_IN_PROGRESS';

/**
 * The code designating a country/region, which generally follows ISO 3166-1 alpha-2 guidelines.
 * If a territory doesn't have a country code value in the `CountryCode` enum, then it might be considered a subdivision
 * of another country. For example, the territories associated with Spain are represented by the country code `ES`,
 * and the territories associated with the United States of America are represented by the country code `US`.
 */
export type CountryCode =
  /** Ascension Island. */
  | 'AC'
  /** Andorra. */
  | 'AD'
  /** United Arab Emirates. */
  | 'AE'
  /** Afghanistan. */
  | 'AF'
  /** Antigua & Barbuda. */
  | 'AG'
  /** Anguilla. */
  | 'AI'
  /** Albania. */
  | 'AL'
  /** Armenia. */
  | 'AM'
  /** Netherlands Antilles. */
  | 'AN'
  /** Angola. */
  | 'AO'
  /** Argentina. */
  | 'AR'
  /** Austria. */
  | 'AT'
  /** Australia. */
  | 'AU'
  /** Aruba. */
  | 'AW'
  /** Åland Islands. */
  | 'AX'
  /** Azerbaijan. */
  | 'AZ'
  /** Bosnia & Herzegovina. */
  | 'BA'
  /** Barbados. */
  | 'BB'
  /** Bangladesh. */
  | 'BD'
  /** Belgium. */
  | 'BE'
  /** Burkina Faso. */
  | 'BF'
  /** Bulgaria. */
  | 'BG'
  /** Bahrain. */
  | 'BH'
  /** Burundi. */
  | 'BI'
  /** Benin. */
  | 'BJ'
  /** St. Barthélemy. */
  | 'BL'
  /** Bermuda. */
  | 'BM'
  /** Brunei. */
  | 'BN'
  /** Bolivia. */
  | 'BO'
  /** Caribbean Netherlands. */
  | 'BQ'
  /** Brazil. */
  | 'BR'
  /** Bahamas. */
  | 'BS'
  /** Bhutan. */
  | 'BT'
  /** Bouvet Island. */
  | 'BV'
  /** Botswana. */
  | 'BW'
  /** Belarus. */
  | 'BY'
  /** Belize. */
  | 'BZ'
  /** Canada. */
  | 'CA'
  /** Cocos (Keeling) Islands. */
  | 'CC'
  /** Congo - Kinshasa. */
  | 'CD'
  /** Central African Republic. */
  | 'CF'
  /** Congo - Brazzaville. */
  | 'CG'
  /** Switzerland. */
  | 'CH'
  /** Côte d’Ivoire. */
  | 'CI'
  /** Cook Islands. */
  | 'CK'
  /** Chile. */
  | 'CL'
  /** Cameroon. */
  | 'CM'
  /** China. */
  | 'CN'
  /** Colombia. */
  | 'CO'
  /** Costa Rica. */
  | 'CR'
  /** Cuba. */
  | 'CU'
  /** Cape Verde. */
  | 'CV'
  /** Curaçao. */
  | 'CW'
  /** Christmas Island. */
  | 'CX'
  /** Cyprus. */
  | 'CY'
  /** Czechia. */
  | 'CZ'
  /** Germany. */
  | 'DE'
  /** Djibouti. */
  | 'DJ'
  /** Denmark. */
  | 'DK'
  /** Dominica. */
  | 'DM'
  /** Dominican Republic. */
  | 'DO'
  /** Algeria. */
  | 'DZ'
  /** Ecuador. */
  | 'EC'
  /** Estonia. */
  | 'EE'
  /** Egypt. */
  | 'EG'
  /** Western Sahara. */
  | 'EH'
  /** Eritrea. */
  | 'ER'
  /** Spain. */
  | 'ES'
  /** Ethiopia. */
  | 'ET'
  /** Finland. */
  | 'FI'
  /** Fiji. */
  | 'FJ'
  /** Falkland Islands. */
  | 'FK'
  /** Faroe Islands. */
  | 'FO'
  /** France. */
  | 'FR'
  /** Gabon. */
  | 'GA'
  /** United Kingdom. */
  | 'GB'
  /** Grenada. */
  | 'GD'
  /** Georgia. */
  | 'GE'
  /** French Guiana. */
  | 'GF'
  /** Guernsey. */
  | 'GG'
  /** Ghana. */
  | 'GH'
  /** Gibraltar. */
  | 'GI'
  /** Greenland. */
  | 'GL'
  /** Gambia. */
  | 'GM'
  /** Guinea. */
  | 'GN'
  /** Guadeloupe. */
  | 'GP'
  /** Equatorial Guinea. */
  | 'GQ'
  /** Greece. */
  | 'GR'
  /** South Georgia & South Sandwich Islands. */
  | 'GS'
  /** Guatemala. */
  | 'GT'
  /** Guinea-Bissau. */
  | 'GW'
  /** Guyana. */
  | 'GY'
  /** Hong Kong SAR. */
  | 'HK'
  /** Heard & McDonald Islands. */
  | 'HM'
  /** Honduras. */
  | 'HN'
  /** Croatia. */
  | 'HR'
  /** Haiti. */
  | 'HT'
  /** Hungary. */
  | 'HU'
  /** Indonesia. */
  | 'ID'
  /** Ireland. */
  | 'IE'
  /** Israel. */
  | 'IL'
  /** Isle of Man. */
  | 'IM'
  /** India. */
  | 'IN'
  /** British Indian Ocean Territory. */
  | 'IO'
  /** Iraq. */
  | 'IQ'
  /** Iran. */
  | 'IR'
  /** Iceland. */
  | 'IS'
  /** Italy. */
  | 'IT'
  /** Jersey. */
  | 'JE'
  /** Jamaica. */
  | 'JM'
  /** Jordan. */
  | 'JO'
  /** Japan. */
  | 'JP'
  /** Kenya. */
  | 'KE'
  /** Kyrgyzstan. */
  | 'KG'
  /** Cambodia. */
  | 'KH'
  /** Kiribati. */
  | 'KI'
  /** Comoros. */
  | 'KM'
  /** St. Kitts & Nevis. */
  | 'KN'
  /** North Korea. */
  | 'KP'
  /** South Korea. */
  | 'KR'
  /** Kuwait. */
  | 'KW'
  /** Cayman Islands. */
  | 'KY'
  /** Kazakhstan. */
  | 'KZ'
  /** Laos. */
  | 'LA'
  /** Lebanon. */
  | 'LB'
  /** St. Lucia. */
  | 'LC'
  /** Liechtenstein. */
  | 'LI'
  /** Sri Lanka. */
  | 'LK'
  /** Liberia. */
  | 'LR'
  /** Lesotho. */
  | 'LS'
  /** Lithuania. */
  | 'LT'
  /** Luxembourg. */
  | 'LU'
  /** Latvia. */
  | 'LV'
  /** Libya. */
  | 'LY'
  /** Morocco. */
  | 'MA'
  /** Monaco. */
  | 'MC'
  /** Moldova. */
  | 'MD'
  /** Montenegro. */
  | 'ME'
  /** St. Martin. */
  | 'MF'
  /** Madagascar. */
  | 'MG'
  /** North Macedonia. */
  | 'MK'
  /** Mali. */
  | 'ML'
  /** Myanmar (Burma). */
  | 'MM'
  /** Mongolia. */
  | 'MN'
  /** Macao SAR. */
  | 'MO'
  /** Martinique. */
  | 'MQ'
  /** Mauritania. */
  | 'MR'
  /** Montserrat. */
  | 'MS'
  /** Malta. */
  | 'MT'
  /** Mauritius. */
  | 'MU'
  /** Maldives. */
  | 'MV'
  /** Malawi. */
  | 'MW'
  /** Mexico. */
  | 'MX'
  /** Malaysia. */
  | 'MY'
  /** Mozambique. */
  | 'MZ'
  /** Namibia. */
  | 'NA'
  /** New Caledonia. */
  | 'NC'
  /** Niger. */
  | 'NE'
  /** Norfolk Island. */
  | 'NF'
  /** Nigeria. */
  | 'NG'
  /** Nicaragua. */
  | 'NI'
  /** Netherlands. */
  | 'NL'
  /** Norway. */
  | 'NO'
  /** Nepal. */
  | 'NP'
  /** Nauru. */
  | 'NR'
  /** Niue. */
  | 'NU'
  /** New Zealand. */
  | 'NZ'
  /** Oman. */
  | 'OM'
  /** Panama. */
  | 'PA'
  /** Peru. */
  | 'PE'
  /** French Polynesia. */
  | 'PF'
  /** Papua New Guinea. */
  | 'PG'
  /** Philippines. */
  | 'PH'
  /** Pakistan. */
  | 'PK'
  /** Poland. */
  | 'PL'
  /** St. Pierre & Miquelon. */
  | 'PM'
  /** Pitcairn Islands. */
  | 'PN'
  /** Palestinian Territories. */
  | 'PS'
  /** Portugal. */
  | 'PT'
  /** Paraguay. */
  | 'PY'
  /** Qatar. */
  | 'QA'
  /** Réunion. */
  | 'RE'
  /** Romania. */
  | 'RO'
  /** Serbia. */
  | 'RS'
  /** Russia. */
  | 'RU'
  /** Rwanda. */
  | 'RW'
  /** Saudi Arabia. */
  | 'SA'
  /** Solomon Islands. */
  | 'SB'
  /** Seychelles. */
  | 'SC'
  /** Sudan. */
  | 'SD'
  /** Sweden. */
  | 'SE'
  /** Singapore. */
  | 'SG'
  /** St. Helena. */
  | 'SH'
  /** Slovenia. */
  | 'SI'
  /** Svalbard & Jan Mayen. */
  | 'SJ'
  /** Slovakia. */
  | 'SK'
  /** Sierra Leone. */
  | 'SL'
  /** San Marino. */
  | 'SM'
  /** Senegal. */
  | 'SN'
  /** Somalia. */
  | 'SO'
  /** Suriname. */
  | 'SR'
  /** South Sudan. */
  | 'SS'
  /** São Tomé & Príncipe. */
  | 'ST'
  /** El Salvador. */
  | 'SV'
  /** Sint Maarten. */
  | 'SX'
  /** Syria. */
  | 'SY'
  /** Eswatini. */
  | 'SZ'
  /** Tristan da Cunha. */
  | 'TA'
  /** Turks & Caicos Islands. */
  | 'TC'
  /** Chad. */
  | 'TD'
  /** French Southern Territories. */
  | 'TF'
  /** Togo. */
  | 'TG'
  /** Thailand. */
  | 'TH'
  /** Tajikistan. */
  | 'TJ'
  /** Tokelau. */
  | 'TK'
  /** Timor-Leste. */
  | 'TL'
  /** Turkmenistan. */
  | 'TM'
  /** Tunisia. */
  | 'TN'
  /** Tonga. */
  | 'TO'
  /** Türkiye. */
  | 'TR'
  /** Trinidad & Tobago. */
  | 'TT'
  /** Tuvalu. */
  | 'TV'
  /** Taiwan. */
  | 'TW'
  /** Tanzania. */
  | 'TZ'
  /** Ukraine. */
  | 'UA'
  /** Uganda. */
  | 'UG'
  /** U.S. Outlying Islands. */
  | 'UM'
  /** United States. */
  | 'US'
  /** Uruguay. */
  | 'UY'
  /** Uzbekistan. */
  | 'UZ'
  /** Vatican City. */
  | 'VA'
  /** St. Vincent & Grenadines. */
  | 'VC'
  /** Venezuela. */
  | 'VE'
  /** British Virgin Islands. */
  | 'VG'
  /** Vietnam. */
  | 'VN'
  /** Vanuatu. */
  | 'VU'
  /** Wallis & Futuna. */
  | 'WF'
  /** Samoa. */
  | 'WS'
  /** Kosovo. */
  | 'XK'
  /** Yemen. */
  | 'YE'
  /** Mayotte. */
  | 'YT'
  /** South Africa. */
  | 'ZA'
  /** Zambia. */
  | 'ZM'
  /** Zimbabwe. */
  | 'ZW'
  /** Unknown Region. */
  | 'ZZ';

/**
 * The currency codes that represent the world currencies throughout the Admin API. Currency codes include
 * [standard ISO 4217 codes](https://en.wikipedia.org/wiki/ISO_4217), legacy codes, non-standard codes,
 * digital currency codes.
 */
export type CurrencyCode =
  /** United Arab Emirates Dirham (AED). */
  | 'AED'
  /** Afghan Afghani (AFN). */
  | 'AFN'
  /** Albanian Lek (ALL). */
  | 'ALL'
  /** Armenian Dram (AMD). */
  | 'AMD'
  /** Netherlands Antillean Guilder. */
  | 'ANG'
  /** Angolan Kwanza (AOA). */
  | 'AOA'
  /** Argentine Pesos (ARS). */
  | 'ARS'
  /** Australian Dollars (AUD). */
  | 'AUD'
  /** Aruban Florin (AWG). */
  | 'AWG'
  /** Azerbaijani Manat (AZN). */
  | 'AZN'
  /** Bosnia and Herzegovina Convertible Mark (BAM). */
  | 'BAM'
  /** Barbadian Dollar (BBD). */
  | 'BBD'
  /** Bangladesh Taka (BDT). */
  | 'BDT'
  /** Bulgarian Lev (BGN). */
  | 'BGN'
  /** Bahraini Dinar (BHD). */
  | 'BHD'
  /** Burundian Franc (BIF). */
  | 'BIF'
  /** Bermudian Dollar (BMD). */
  | 'BMD'
  /** Brunei Dollar (BND). */
  | 'BND'
  /** Bolivian Boliviano (BOB). */
  | 'BOB'
  /** Brazilian Real (BRL). */
  | 'BRL'
  /** Bahamian Dollar (BSD). */
  | 'BSD'
  /** Bhutanese Ngultrum (BTN). */
  | 'BTN'
  /** Botswana Pula (BWP). */
  | 'BWP'
  /** Belarusian Ruble (BYN). */
  | 'BYN'
  /** Belarusian Ruble (BYR). */
  | 'BYR'
  /** Belize Dollar (BZD). */
  | 'BZD'
  /** Canadian Dollars (CAD). */
  | 'CAD'
  /** Congolese franc (CDF). */
  | 'CDF'
  /** Swiss Francs (CHF). */
  | 'CHF'
  /** Chilean Peso (CLP). */
  | 'CLP'
  /** Chinese Yuan Renminbi (CNY). */
  | 'CNY'
  /** Colombian Peso (COP). */
  | 'COP'
  /** Costa Rican Colones (CRC). */
  | 'CRC'
  /** Cape Verdean escudo (CVE). */
  | 'CVE'
  /** Czech Koruny (CZK). */
  | 'CZK'
  /** Djiboutian Franc (DJF). */
  | 'DJF'
  /** Danish Kroner (DKK). */
  | 'DKK'
  /** Dominican Peso (DOP). */
  | 'DOP'
  /** Algerian Dinar (DZD). */
  | 'DZD'
  /** Egyptian Pound (EGP). */
  | 'EGP'
  /** Eritrean Nakfa (ERN). */
  | 'ERN'
  /** Ethiopian Birr (ETB). */
  | 'ETB'
  /** Euro (EUR). */
  | 'EUR'
  /** Fijian Dollars (FJD). */
  | 'FJD'
  /** Falkland Islands Pounds (FKP). */
  | 'FKP'
  /** United Kingdom Pounds (GBP). */
  | 'GBP'
  /** Georgian Lari (GEL). */
  | 'GEL'
  /** Ghanaian Cedi (GHS). */
  | 'GHS'
  /** Gibraltar Pounds (GIP). */
  | 'GIP'
  /** Gambian Dalasi (GMD). */
  | 'GMD'
  /** Guinean Franc (GNF). */
  | 'GNF'
  /** Guatemalan Quetzal (GTQ). */
  | 'GTQ'
  /** Guyanese Dollar (GYD). */
  | 'GYD'
  /** Hong Kong Dollars (HKD). */
  | 'HKD'
  /** Honduran Lempira (HNL). */
  | 'HNL'
  /** Croatian Kuna (HRK). */
  | 'HRK'
  /** Haitian Gourde (HTG). */
  | 'HTG'
  /** Hungarian Forint (HUF). */
  | 'HUF'
  /** Indonesian Rupiah (IDR). */
  | 'IDR'
  /** Israeli New Shekel (NIS). */
  | 'ILS'
  /** Indian Rupees (INR). */
  | 'INR'
  /** Iraqi Dinar (IQD). */
  | 'IQD'
  /** Iranian Rial (IRR). */
  | 'IRR'
  /** Icelandic Kronur (ISK). */
  | 'ISK'
  /** Jersey Pound. */
  | 'JEP'
  /** Jamaican Dollars (JMD). */
  | 'JMD'
  /** Jordanian Dinar (JOD). */
  | 'JOD'
  /** Japanese Yen (JPY). */
  | 'JPY'
  /** Kenyan Shilling (KES). */
  | 'KES'
  /** Kyrgyzstani Som (KGS). */
  | 'KGS'
  /** Cambodian Riel. */
  | 'KHR'
  /** Kiribati Dollar (KID). */
  | 'KID'
  /** Comorian Franc (KMF). */
  | 'KMF'
  /** South Korean Won (KRW). */
  | 'KRW'
  /** Kuwaiti Dinar (KWD). */
  | 'KWD'
  /** Cayman Dollars (KYD). */
  | 'KYD'
  /** Kazakhstani Tenge (KZT). */
  | 'KZT'
  /** Laotian Kip (LAK). */
  | 'LAK'
  /** Lebanese Pounds (LBP). */
  | 'LBP'
  /** Sri Lankan Rupees (LKR). */
  | 'LKR'
  /** Liberian Dollar (LRD). */
  | 'LRD'
  /** Lesotho Loti (LSL). */
  | 'LSL'
  /** Lithuanian Litai (LTL). */
  | 'LTL'
  /** Latvian Lati (LVL). */
  | 'LVL'
  /** Libyan Dinar (LYD). */
  | 'LYD'
  /** Moroccan Dirham. */
  | 'MAD'
  /** Moldovan Leu (MDL). */
  | 'MDL'
  /** Malagasy Ariary (MGA). */
  | 'MGA'
  /** Macedonia Denar (MKD). */
  | 'MKD'
  /** Burmese Kyat (MMK). */
  | 'MMK'
  /** Mongolian Tugrik. */
  | 'MNT'
  /** Macanese Pataca (MOP). */
  | 'MOP'
  /** Mauritanian Ouguiya (MRU). */
  | 'MRU'
  /** Mauritian Rupee (MUR). */
  | 'MUR'
  /** Maldivian Rufiyaa (MVR). */
  | 'MVR'
  /** Malawian Kwacha (MWK). */
  | 'MWK'
  /** Mexican Pesos (MXN). */
  | 'MXN'
  /** Malaysian Ringgits (MYR). */
  | 'MYR'
  /** Mozambican Metical. */
  | 'MZN'
  /** Namibian Dollar. */
  | 'NAD'
  /** Nigerian Naira (NGN). */
  | 'NGN'
  /** Nicaraguan Córdoba (NIO). */
  | 'NIO'
  /** Norwegian Kroner (NOK). */
  | 'NOK'
  /** Nepalese Rupee (NPR). */
  | 'NPR'
  /** New Zealand Dollars (NZD). */
  | 'NZD'
  /** Omani Rial (OMR). */
  | 'OMR'
  /** Panamian Balboa (PAB). */
  | 'PAB'
  /** Peruvian Nuevo Sol (PEN). */
  | 'PEN'
  /** Papua New Guinean Kina (PGK). */
  | 'PGK'
  /** Philippine Peso (PHP). */
  | 'PHP'
  /** Pakistani Rupee (PKR). */
  | 'PKR'
  /** Polish Zlotych (PLN). */
  | 'PLN'
  /** Paraguayan Guarani (PYG). */
  | 'PYG'
  /** Qatari Rial (QAR). */
  | 'QAR'
  /** Romanian Lei (RON). */
  | 'RON'
  /** Serbian dinar (RSD). */
  | 'RSD'
  /** Russian Rubles (RUB). */
  | 'RUB'
  /** Rwandan Franc (RWF). */
  | 'RWF'
  /** Saudi Riyal (SAR). */
  | 'SAR'
  /** Solomon Islands Dollar (SBD). */
  | 'SBD'
  /** Seychellois Rupee (SCR). */
  | 'SCR'
  /** Sudanese Pound (SDG). */
  | 'SDG'
  /** Swedish Kronor (SEK). */
  | 'SEK'
  /** Singapore Dollars (SGD). */
  | 'SGD'
  /** Saint Helena Pounds (SHP). */
  | 'SHP'
  /** Sierra Leonean Leone (SLL). */
  | 'SLL'
  /** Somali Shilling (SOS). */
  | 'SOS'
  /** Surinamese Dollar (SRD). */
  | 'SRD'
  /** South Sudanese Pound (SSP). */
  | 'SSP'
  /** Sao Tome And Principe Dobra (STD). */
  | 'STD'
  /** Sao Tome And Principe Dobra (STN). */
  | 'STN'
  /** Syrian Pound (SYP). */
  | 'SYP'
  /** Swazi Lilangeni (SZL). */
  | 'SZL'
  /** Thai baht (THB). */
  | 'THB'
  /** Tajikistani Somoni (TJS). */
  | 'TJS'
  /** Turkmenistani Manat (TMT). */
  | 'TMT'
  /** Tunisian Dinar (TND). */
  | 'TND'
  /** Tongan Pa'anga (TOP). */
  | 'TOP'
  /** Turkish Lira (TRY). */
  | 'TRY'
  /** Trinidad and Tobago Dollars (TTD). */
  | 'TTD'
  /** Taiwan Dollars (TWD). */
  | 'TWD'
  /** Tanzanian Shilling (TZS). */
  | 'TZS'
  /** Ukrainian Hryvnia (UAH). */
  | 'UAH'
  /** Ugandan Shilling (UGX). */
  | 'UGX'
  /** United States Dollars (USD). */
  | 'USD'
  /** United States Dollars Coin (USDC). */
  | 'USDC'
  /** Uruguayan Pesos (UYU). */
  | 'UYU'
  /** Uzbekistan som (UZS). */
  | 'UZS'
  /** Venezuelan Bolivares (VED). */
  | 'VED'
  /** Venezuelan Bolivares (VEF). */
  | 'VEF'
  /** Venezuelan Bolivares Soberanos (VES). */
  | 'VES'
  /** Vietnamese đồng (VND). */
  | 'VND'
  /** Vanuatu Vatu (VUV). */
  | 'VUV'
  /** Samoan Tala (WST). */
  | 'WST'
  /** Central African CFA Franc (XAF). */
  | 'XAF'
  /** East Caribbean Dollar (XCD). */
  | 'XCD'
  /** West African CFA franc (XOF). */
  | 'XOF'
  /** CFP Franc (XPF). */
  | 'XPF'
  /** Unrecognized currency. */
  | 'XXX'
  /** Yemeni Rial (YER). */
  | 'YER'
  /** South African Rand (ZAR). */
  | 'ZAR'
  /** Zambian Kwacha (ZMW). */
  | 'ZMW';

/** The login redirection target for customer accounts. */
export type CustomerAccountsVersion =
  /** The customer is redirected to the classic customer accounts login page. */
  | 'CLASSIC'
  /** The customer is redirected to the new customer accounts login page. */
  | 'NEW_CUSTOMER_ACCOUNTS';

/** Possible marketing states for the customer’s email address. */
export type CustomerEmailAddressMarketingState =
  /** The customer’s email address marketing state is invalid. */
  | 'INVALID'
  /** The customer is not subscribed to email marketing. */
  | 'NOT_SUBSCRIBED'
  /** The customer is in the process of subscribing to email marketing. */
  | 'PENDING'
  /** The customer is subscribed to email marketing. */
  | 'SUBSCRIBED'
  /** The customer is not subscribed to email marketing but was previously subscribed. */
  | 'UNSUBSCRIBED';

/** The valid values for the state of a customer's account with a shop. */
export type CustomerState =
  /** The customer declined the email invite to create an account. */
  | 'DECLINED'
  /** The customer doesn't have an active account. Customer accounts can be disabled from the Shopify admin at any time. */
  | 'DISABLED'
  /** The customer has created an account. */
  | 'ENABLED'
  /** The customer has received an email invite to create an account. */
  | 'INVITED';

/** Represents the order's current financial status. */
export type OrderDisplayFinancialStatus =
  /**
   * Displayed as **Authorized**. The payment provider has validated the customer's
   * payment information. This status appears only for manual payment capture and
   * indicates payments should be captured before the authorization period expires.
   */
  | 'AUTHORIZED'
  /**
   * Displayed as **Expired**. Payment wasn't captured before the payment
   * provider's deadline on an authorized order. Some payment providers use this
   * status to indicate failed payment processing.
   */
  | 'EXPIRED'
  /** Displayed as **Paid**. Payment was automatically or manually captured, or the order was marked as paid. */
  | 'PAID'
  /**
   * Displayed as **Partially paid**. A payment was manually captured for the order
   * with an amount less than the full order value.
   */
  | 'PARTIALLY_PAID'
  /** Displayed as **Partially refunded**. The amount refunded to a customer is less than the full amount paid for an order. */
  | 'PARTIALLY_REFUNDED'
  /**
   * Displayed as **Pending**. Orders have this status when the payment provider
   * needs time to complete the payment, or when manual payment methods are being used.
   */
  | 'PENDING'
  /** Displayed as **Refunded**. The full amount paid for an order was refunded to the customer. */
  | 'REFUNDED'
  /**
   * Displayed as **Voided**. An authorized but uncaptured payment was voided,
   * releasing the hold on the funds. This is the payment's financial status and is
   * distinct from the order's status: an order can remain open even when its
   * payment is voided.
   */
  | 'VOIDED';

/** Represents the order's aggregated fulfillment status for display purposes. */
export type OrderDisplayFulfillmentStatus =
  /** Displayed as **Fulfilled**. All the items in the order have been fulfilled. */
  | 'FULFILLED'
  /**
   * Displayed as **Not required** on the orders list and **Fulfillment not
   * required** in the order details header. The order has no items to be fulfilled.
   */
  | 'FULFILLMENT_NOT_REQUIRED'
  /**
   * Displayed as **In progress**. All of the items in the order have had a request
   * for fulfillment sent to the fulfillment service or all of the items have been
   * marked as in progress.
   */
  | 'IN_PROGRESS'
  /** Displayed as **On hold**. All of the unfulfilled items in this order are on hold. */
  | 'ON_HOLD'
  /** Displayed as **Open**. None of the items in the order have been fulfilled. Replaced by "UNFULFILLED" status. */
  | 'OPEN'
  /** Displayed as **Partially fulfilled**. Some of the items in the order have been fulfilled. */
  | 'PARTIALLY_FULFILLED'
  /**
   * Displayed as **Pending fulfillment**. A request for fulfillment of some items
   * awaits a response from the fulfillment service. Replaced by the "IN_PROGRESS" status.
   */
  | 'PENDING_FULFILLMENT'
  /**
   * Displayed as **Request declined**. Some of the items in the order have been
   * rejected for fulfillment by the fulfillment service.
   */
  | 'REQUEST_DECLINED'
  /** Displayed as **Restocked**. All the items in the order have been restocked. Replaced by the "UNFULFILLED" status. */
  | 'RESTOCKED'
  /** Displayed as **Scheduled**. All of the unfulfilled items in this order are scheduled for fulfillment at later time. */
  | 'SCHEDULED'
  /** Displayed as **Unfulfilled**. None of the items in the order have been fulfilled. */
  | 'UNFULFILLED';

/** The different kinds of order transactions. */
export type OrderTransactionKind =
  /**
   * An amount reserved against the cardholder's funding source.
   * Money does not change hands until the authorization is captured.
   */
  | 'AUTHORIZATION'
  /** A transfer of the money that was reserved by an authorization. */
  | 'CAPTURE'
  /** The money returned to the customer when they've paid too much during a cash transaction. */
  | 'CHANGE'
  /** An authorization for a payment taken with an EMV credit card reader. */
  | 'EMV_AUTHORIZATION'
  /**
   * A partial or full return of captured funds to the cardholder.
   * A refund can happen only after a capture is processed.
   */
  | 'REFUND'
  /** An authorization and capture performed together in a single step. */
  | 'SALE'
  /** A suggested refund transaction that can be used to create a refund. */
  | 'SUGGESTED_REFUND'
  /** A cancelation of an authorization transaction. */
  | 'VOID';

/** The different states that an `OrderTransaction` can have. */
export type OrderTransactionStatus =
  /** Awaiting a response. */
  | 'AWAITING_RESPONSE'
  /** There was an error while processing the transaction. */
  | 'ERROR'
  /** The transaction failed. */
  | 'FAILURE'
  /** The transaction is pending. */
  | 'PENDING'
  /** The transaction succeeded. */
  | 'SUCCESS'
  /** The transaction status is unknown. */
  | 'UNKNOWN';

export type BulkOrdersQueryVariables = Exact<{
  query: string;
}>;


export type BulkOrdersQuery = { orders: { edges: Array<{ node: { id: string, name: string, test: boolean, createdAt: string, processedAt: string, updatedAt: string, cancelledAt: string | null, currencyCode: CurrencyCode, presentmentCurrencyCode: CurrencyCode, displayFinancialStatus: OrderDisplayFinancialStatus | null, displayFulfillmentStatus: OrderDisplayFulfillmentStatus, taxesIncluded: boolean, sourceName: string | null, tags: Array<string>, discountCodes: Array<string>, lineItems: { edges: Array<{ node: { id: string, title: string, quantity: number, currentQuantity: number, isGiftCard: boolean, product: { id: string } | null, variant: { id: string } | null, sellingPlan: { sellingPlanId: string | null } | null, discountedTotalSet: { shopMoney: { amount: string } }, taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> } }> }, attribution: { handle: string } | null, customer: { id: string } | null, shippingAddress: { countryCodeV2: CountryCode | null } | null, totalPriceSet: { shopMoney: { amount: string } }, currentTotalPriceSet: { shopMoney: { amount: string } }, currentSubtotalPriceSet: { shopMoney: { amount: string } }, currentTotalTaxSet: { shopMoney: { amount: string } }, currentShippingPriceSet: { shopMoney: { amount: string } }, totalDiscountsSet: { shopMoney: { amount: string } } | null, totalRefundedSet: { shopMoney: { amount: string } }, totalReceivedSet: { shopMoney: { amount: string } }, totalTipReceivedSet: { shopMoney: { amount: string } }, shippingLine: { taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> } | null, transactions: Array<{ kind: OrderTransactionKind, status: OrderTransactionStatus, processedAt: string | null }>, fulfillments: Array<{ createdAt: string }>, refunds: Array<{ id: string, processedAt: string, totalRefundedSet: { shopMoney: { amount: string } } }> } }> } };

export type BulkCustomersQueryVariables = Exact<{
  query: string;
}>;


export type BulkCustomersQuery = { customers: { edges: Array<{ node: { id: string, createdAt: string, updatedAt: string, firstName: string | null, lastName: string | null, locale: string, state: CustomerState, tags: Array<string>, defaultEmailAddress: { emailAddress: string, marketingState: CustomerEmailAddressMarketingState } | null, defaultPhoneNumber: { phoneNumber: string } | null, defaultAddress: { address1: string | null, address2: string | null, city: string | null, zip: string | null, provinceCode: string | null, countryCodeV2: CountryCode | null, company: string | null } | null } }> } };

export type BulkProductsQueryVariables = Exact<{
  query: string;
}>;


export type BulkProductsQuery = { products: { edges: Array<{ node: { id: string, title: string, handle: string, productType: string, vendor: string, tags: Array<string>, updatedAt: string, featuredMedia:
          | { preview: { image: { url: string } | null } | null }
          | { preview: { image: { url: string } | null } | null }
          | { preview: { image: { url: string } | null } | null }
          | { preview: { image: { url: string } | null } | null }
         | null } }> } };

export type BulkOrderCensusQueryVariables = Exact<{
  query: string;
}>;


export type BulkOrderCensusQuery = { orders: { edges: Array<{ node: { id: string, createdAt: string, updatedAt: string, currentTotalPriceSet: { shopMoney: { amount: string, currencyCode: CurrencyCode } } } }> } };

export type RunBulkMutationVariables = Exact<{
  query: string;
}>;


export type RunBulkMutation = { bulkOperationRunQuery: { bulkOperation: { id: string, status: BulkOperationStatus, createdAt: string } | null, userErrors: Array<{ field: Array<string> | null, message: string, code: BulkOperationUserErrorCode | null }> } | null };

export type ReadBulkQueryVariables = Exact<{
  id: string;
}>;


export type ReadBulkQuery = { bulkOperation: { id: string, status: BulkOperationStatus, errorCode: BulkOperationErrorCode | null, url: string | null, partialDataUrl: string | null, objectCount: string, rootObjectCount: string, fileSize: string | null, createdAt: string, completedAt: string | null } | null };

export type CancelBulkMutationVariables = Exact<{
  id: string;
}>;


export type CancelBulkMutation = { bulkOperationCancel: { bulkOperation: { id: string, status: BulkOperationStatus } | null, userErrors: Array<{ field: Array<string> | null, message: string }> } | null };

export type OrdersSinceQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  query: string;
}>;


export type OrdersSinceQuery = { orders: { nodes: Array<{ id: string, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CustomersSinceQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  query: string;
}>;


export type CustomersSinceQuery = { customers: { nodes: Array<{ id: string, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProductsSinceQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  query: string;
}>;


export type ProductsSinceQuery = { products: { nodes: Array<{ id: string, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CustomerFieldsFragment = { id: string, createdAt: string, updatedAt: string, firstName: string | null, lastName: string | null, locale: string, state: CustomerState, tags: Array<string>, defaultEmailAddress: { emailAddress: string, marketingState: CustomerEmailAddressMarketingState } | null, defaultPhoneNumber: { phoneNumber: string } | null, defaultAddress: { address1: string | null, address2: string | null, city: string | null, zip: string | null, provinceCode: string | null, countryCodeV2: CountryCode | null, company: string | null } | null };

export type CustomersByIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CustomersByIdsQuery = { nodes: Array<
    | { __typename: 'AbandonedCheckout', id: string }
    | { __typename: 'AbandonedCheckoutLineItem', id: string }
    | { __typename: 'Abandonment', id: string }
    | { __typename: 'AddAllProductsOperation', id: string }
    | { __typename: 'AdditionalFee', id: string }
    | { __typename: 'AnalyticsAnnotation', id: string }
    | { __typename: 'AnalyticsTarget', id: string }
    | { __typename: 'App', id: string }
    | { __typename: 'AppCatalog', id: string }
    | { __typename: 'AppCredit', id: string }
    | { __typename: 'AppInstallation', id: string }
    | { __typename: 'AppPurchaseOneTime', id: string }
    | { __typename: 'AppRevenueAttributionRecord', id: string }
    | { __typename: 'AppSubscription', id: string }
    | { __typename: 'AppUsageRecord', id: string }
    | { __typename: 'Article', id: string }
    | { __typename: 'BasicEvent', id: string }
    | { __typename: 'Blog', id: string }
    | { __typename: 'BulkOperation', id: string }
    | { __typename: 'BusinessEntity', id: string }
    | { __typename: 'CalculatedOrder', id: string }
    | { __typename: 'CartTransform', id: string }
    | { __typename: 'CashDrawer', id: string }
    | { __typename: 'CashManagementCustomReasonCode', id: string }
    | { __typename: 'CashManagementDefaultReasonCode', id: string }
    | { __typename: 'CashManagementSystemReasonCode', id: string }
    | { __typename: 'CashTrackingAdjustment', id: string }
    | { __typename: 'CashTrackingSession', id: string }
    | { __typename: 'CatalogCsvOperation', id: string }
    | { __typename: 'Channel', id: string }
    | { __typename: 'ChannelDefinition', id: string }
    | { __typename: 'ChannelInformation', id: string }
    | { __typename: 'CheckoutAndAccountsConfiguration', id: string }
    | { __typename: 'CheckoutAndAccountsConfigurationOverride', id: string }
    | { __typename: 'CheckoutProfile', id: string }
    | { __typename: 'Collection', id: string }
    | { __typename: 'CollectionConditionsSource', id: string }
    | { __typename: 'CollectionSubCollectionsSource', id: string }
    | { __typename: 'Comment', id: string }
    | { __typename: 'CommentEvent', id: string }
    | { __typename: 'Company', id: string }
    | { __typename: 'CompanyAddress', id: string }
    | { __typename: 'CompanyContact', id: string }
    | { __typename: 'CompanyContactRole', id: string }
    | { __typename: 'CompanyContactRoleAssignment', id: string }
    | { __typename: 'CompanyLocation', id: string }
    | { __typename: 'CompanyLocationCatalog', id: string }
    | { __typename: 'CompanyLocationStaffMemberAssignment', id: string }
    | { __typename: 'ConsentPolicy', id: string }
    | { __typename: 'CurrencyExchangeAdjustment', id: string }
    | { __typename: 'Customer', id: string, createdAt: string, updatedAt: string, firstName: string | null, lastName: string | null, locale: string, state: CustomerState, tags: Array<string>, defaultEmailAddress: { emailAddress: string, marketingState: CustomerEmailAddressMarketingState } | null, defaultPhoneNumber: { phoneNumber: string } | null, defaultAddress: { address1: string | null, address2: string | null, city: string | null, zip: string | null, provinceCode: string | null, countryCodeV2: CountryCode | null, company: string | null } | null }
    | { __typename: 'CustomerAccountAppExtensionPage', id: string }
    | { __typename: 'CustomerAccountNativePage', id: string }
    | { __typename: 'CustomerPaymentMethod', id: string }
    | { __typename: 'CustomerSegmentMembersQuery', id: string }
    | { __typename: 'CustomerVisit', id: string }
    | { __typename: 'DeliveryCarrierService', id: string }
    | { __typename: 'DeliveryCondition', id: string }
    | { __typename: 'DeliveryCountry', id: string }
    | { __typename: 'DeliveryCustomization', id: string }
    | { __typename: 'DeliveryLocationGroup', id: string }
    | { __typename: 'DeliveryMethod', id: string }
    | { __typename: 'DeliveryMethodDefinition', id: string }
    | { __typename: 'DeliveryParticipant', id: string }
    | { __typename: 'DeliveryProfile', id: string }
    | { __typename: 'DeliveryProfileItem', id: string }
    | { __typename: 'DeliveryPromiseParticipant', id: string }
    | { __typename: 'DeliveryPromiseProvider', id: string }
    | { __typename: 'DeliveryProvince', id: string }
    | { __typename: 'DeliveryRateDefinition', id: string }
    | { __typename: 'DeliveryZone', id: string }
    | { __typename: 'DiscountAutomaticBxgy', id: string }
    | { __typename: 'DiscountAutomaticNode', id: string }
    | { __typename: 'DiscountCodeNode', id: string }
    | { __typename: 'DiscountNode', id: string }
    | { __typename: 'DiscountRedeemCodeBulkCreation', id: string }
    | { __typename: 'Domain', id: string }
    | { __typename: 'DraftOrder', id: string }
    | { __typename: 'DraftOrderLineItem', id: string }
    | { __typename: 'DraftOrderTag', id: string }
    | { __typename: 'Duty', id: string }
    | { __typename: 'ExchangeLineItem', id: string }
    | { __typename: 'ExternalVideo', id: string }
    | { __typename: 'Fulfillment', id: string }
    | { __typename: 'FulfillmentConstraintRule', id: string }
    | { __typename: 'FulfillmentEvent', id: string }
    | { __typename: 'FulfillmentHold', id: string }
    | { __typename: 'FulfillmentLineItem', id: string }
    | { __typename: 'FulfillmentOrder', id: string }
    | { __typename: 'FulfillmentOrderDestination', id: string }
    | { __typename: 'FulfillmentOrderLineItem', id: string }
    | { __typename: 'FulfillmentOrderMerchantRequest', id: string }
    | { __typename: 'GenericFile', id: string }
    | { __typename: 'GiftCard', id: string }
    | { __typename: 'GiftCardCashOutTransaction', id: string }
    | { __typename: 'GiftCardCreditTransaction', id: string }
    | { __typename: 'GiftCardDebitTransaction', id: string }
    | { __typename: 'IdentityProviderSubject', id: string }
    | { __typename: 'InventoryAdjustmentGroup', id: string }
    | { __typename: 'InventoryItem', id: string }
    | { __typename: 'InventoryItemMeasurement', id: string }
    | { __typename: 'InventoryLevel', id: string }
    | { __typename: 'InventoryQuantity', id: string }
    | { __typename: 'InventoryShipment', id: string }
    | { __typename: 'InventoryShipmentLineItem', id: string }
    | { __typename: 'InventoryTransfer', id: string }
    | { __typename: 'InventoryTransferLineItem', id: string }
    | { __typename: 'LineItem', id: string }
    | { __typename: 'LineItemGroup', id: string }
    | { __typename: 'Location', id: string }
    | { __typename: 'MailingAddress', id: string }
    | { __typename: 'Market', id: string }
    | { __typename: 'MarketCatalog', id: string }
    | { __typename: 'MarketRegionCountry', id: string }
    | { __typename: 'MarketRegionSubdivision', id: string }
    | { __typename: 'MarketWebPresence', id: string }
    | { __typename: 'MarketingActivity', id: string }
    | { __typename: 'MarketingEvent', id: string }
    | { __typename: 'MediaImage', id: string }
    | { __typename: 'Menu', id: string }
    | { __typename: 'Metafield', id: string }
    | { __typename: 'MetafieldDefinition', id: string }
    | { __typename: 'Metaobject', id: string }
    | { __typename: 'MetaobjectDefinition', id: string }
    | { __typename: 'Model3d', id: string }
    | { __typename: 'OnlineStoreTheme', id: string }
    | { __typename: 'Order', id: string }
    | { __typename: 'OrderAdjustment', id: string }
    | { __typename: 'OrderAttributionDefinition', id: string }
    | { __typename: 'OrderCancelJobResult', id: string }
    | { __typename: 'OrderCreateMandatePaymentJobResult', id: string }
    | { __typename: 'OrderDisputeSummary', id: string }
    | { __typename: 'OrderEditSession', id: string }
    | { __typename: 'OrderTransaction', id: string }
    | { __typename: 'Page', id: string }
    | { __typename: 'PaymentCustomization', id: string }
    | { __typename: 'PaymentMandate', id: string }
    | { __typename: 'PaymentSchedule', id: string }
    | { __typename: 'PaymentTerms', id: string }
    | { __typename: 'PaymentTermsTemplate', id: string }
    | { __typename: 'PointOfSaleDevice', id: string }
    | { __typename: 'PointOfSaleDevicePaymentSession', id: string }
    | { __typename: 'PriceList', id: string }
    | { __typename: 'Product', id: string }
    | { __typename: 'ProductBundleOperation', id: string }
    | { __typename: 'ProductDeleteOperation', id: string }
    | { __typename: 'ProductDuplicateOperation', id: string }
    | { __typename: 'ProductFeed', id: string }
    | { __typename: 'ProductOption', id: string }
    | { __typename: 'ProductOptionValue', id: string }
    | { __typename: 'ProductSetOperation', id: string }
    | { __typename: 'ProductTaxonomyNode', id: string }
    | { __typename: 'ProductVariant', id: string }
    | { __typename: 'ProductVariantComponent', id: string }
    | { __typename: 'Publication', id: string }
    | { __typename: 'PublicationResourceOperation', id: string }
    | { __typename: 'QuantityPriceBreak', id: string }
    | { __typename: 'Refund', id: string }
    | { __typename: 'RefundShippingLine', id: string }
    | { __typename: 'Return', id: string }
    | { __typename: 'ReturnLineItem', id: string }
    | { __typename: 'ReturnReasonDefinition', id: string }
    | { __typename: 'ReturnableFulfillment', id: string }
    | { __typename: 'ReverseDelivery', id: string }
    | { __typename: 'ReverseDeliveryLineItem', id: string }
    | { __typename: 'ReverseFulfillmentOrder', id: string }
    | { __typename: 'ReverseFulfillmentOrderDisposition', id: string }
    | { __typename: 'ReverseFulfillmentOrderLineItem', id: string }
    | { __typename: 'SaleAdditionalFee', id: string }
    | { __typename: 'SavedSearch', id: string }
    | { __typename: 'ScriptTag', id: string }
    | { __typename: 'Segment', id: string }
    | { __typename: 'SellingPlan', id: string }
    | { __typename: 'SellingPlanGroup', id: string }
    | { __typename: 'ServerPixel', id: string }
    | { __typename: 'ShippingLabel', id: string }
    | { __typename: 'ShippingLabelPurchaseResult', id: string }
    | { __typename: 'Shop', id: string }
    | { __typename: 'ShopAddress', id: string }
    | { __typename: 'ShopPolicy', id: string }
    | { __typename: 'ShopifyPaymentsAccount', id: string }
    | { __typename: 'ShopifyPaymentsBalanceTransaction', id: string }
    | { __typename: 'ShopifyPaymentsBankAccount', id: string }
    | { __typename: 'ShopifyPaymentsDispute', id: string }
    | { __typename: 'ShopifyPaymentsDisputeEvidence', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFileUpload', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFulfillment', id: string }
    | { __typename: 'ShopifyPaymentsPayout', id: string }
    | { __typename: 'StaffMember', id: string }
    | { __typename: 'StandardMetafieldDefinitionTemplate', id: string }
    | { __typename: 'StoreCreditAccount', id: string }
    | { __typename: 'StoreCreditAccountCreditTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitRevertTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitTransaction', id: string }
    | { __typename: 'StorefrontAccessToken', id: string }
    | { __typename: 'SubscriptionBillingAttempt', id: string }
    | { __typename: 'SubscriptionContract', id: string }
    | { __typename: 'SubscriptionDraft', id: string }
    | { __typename: 'TaxonomyAttribute', id: string }
    | { __typename: 'TaxonomyCategory', id: string }
    | { __typename: 'TaxonomyChoiceListAttribute', id: string }
    | { __typename: 'TaxonomyMeasurementAttribute', id: string }
    | { __typename: 'TaxonomyValue', id: string }
    | { __typename: 'TenderTransaction', id: string }
    | { __typename: 'TransactionFee', id: string }
    | { __typename: 'UnverifiedReturnLineItem', id: string }
    | { __typename: 'UrlRedirect', id: string }
    | { __typename: 'UrlRedirectImport', id: string }
    | { __typename: 'Validation', id: string }
    | { __typename: 'Video', id: string }
    | { __typename: 'WebPixel', id: string }
    | { __typename: 'WebhookSubscription', id: string }
   | null> };

export type RefundDetailsFragment = { id: string, refundLineItems: { nodes: Array<{ id: string | null, quantity: number, lineItem: { id: string }, subtotalSet: { shopMoney: { amount: string } }, totalTaxSet: { shopMoney: { amount: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, refundShippingLines: { nodes: Array<{ subtotalAmountSet: { shopMoney: { amount: string } }, taxAmountSet: { shopMoney: { amount: string } } }> }, transactions: { nodes: Array<{ kind: OrderTransactionKind, status: OrderTransactionStatus, gateway: string | null, amountSet: { shopMoney: { amount: string } } }> } };

export type RefundLineFieldsFragment = { id: string | null, quantity: number, lineItem: { id: string }, subtotalSet: { shopMoney: { amount: string } }, totalTaxSet: { shopMoney: { amount: string } } };

export type OrdersByIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type OrdersByIdsQuery = { nodes: Array<
    | { __typename: 'AbandonedCheckout', id: string }
    | { __typename: 'AbandonedCheckoutLineItem', id: string }
    | { __typename: 'Abandonment', id: string }
    | { __typename: 'AddAllProductsOperation', id: string }
    | { __typename: 'AdditionalFee', id: string }
    | { __typename: 'AnalyticsAnnotation', id: string }
    | { __typename: 'AnalyticsTarget', id: string }
    | { __typename: 'App', id: string }
    | { __typename: 'AppCatalog', id: string }
    | { __typename: 'AppCredit', id: string }
    | { __typename: 'AppInstallation', id: string }
    | { __typename: 'AppPurchaseOneTime', id: string }
    | { __typename: 'AppRevenueAttributionRecord', id: string }
    | { __typename: 'AppSubscription', id: string }
    | { __typename: 'AppUsageRecord', id: string }
    | { __typename: 'Article', id: string }
    | { __typename: 'BasicEvent', id: string }
    | { __typename: 'Blog', id: string }
    | { __typename: 'BulkOperation', id: string }
    | { __typename: 'BusinessEntity', id: string }
    | { __typename: 'CalculatedOrder', id: string }
    | { __typename: 'CartTransform', id: string }
    | { __typename: 'CashDrawer', id: string }
    | { __typename: 'CashManagementCustomReasonCode', id: string }
    | { __typename: 'CashManagementDefaultReasonCode', id: string }
    | { __typename: 'CashManagementSystemReasonCode', id: string }
    | { __typename: 'CashTrackingAdjustment', id: string }
    | { __typename: 'CashTrackingSession', id: string }
    | { __typename: 'CatalogCsvOperation', id: string }
    | { __typename: 'Channel', id: string }
    | { __typename: 'ChannelDefinition', id: string }
    | { __typename: 'ChannelInformation', id: string }
    | { __typename: 'CheckoutAndAccountsConfiguration', id: string }
    | { __typename: 'CheckoutAndAccountsConfigurationOverride', id: string }
    | { __typename: 'CheckoutProfile', id: string }
    | { __typename: 'Collection', id: string }
    | { __typename: 'CollectionConditionsSource', id: string }
    | { __typename: 'CollectionSubCollectionsSource', id: string }
    | { __typename: 'Comment', id: string }
    | { __typename: 'CommentEvent', id: string }
    | { __typename: 'Company', id: string }
    | { __typename: 'CompanyAddress', id: string }
    | { __typename: 'CompanyContact', id: string }
    | { __typename: 'CompanyContactRole', id: string }
    | { __typename: 'CompanyContactRoleAssignment', id: string }
    | { __typename: 'CompanyLocation', id: string }
    | { __typename: 'CompanyLocationCatalog', id: string }
    | { __typename: 'CompanyLocationStaffMemberAssignment', id: string }
    | { __typename: 'ConsentPolicy', id: string }
    | { __typename: 'CurrencyExchangeAdjustment', id: string }
    | { __typename: 'Customer', id: string }
    | { __typename: 'CustomerAccountAppExtensionPage', id: string }
    | { __typename: 'CustomerAccountNativePage', id: string }
    | { __typename: 'CustomerPaymentMethod', id: string }
    | { __typename: 'CustomerSegmentMembersQuery', id: string }
    | { __typename: 'CustomerVisit', id: string }
    | { __typename: 'DeliveryCarrierService', id: string }
    | { __typename: 'DeliveryCondition', id: string }
    | { __typename: 'DeliveryCountry', id: string }
    | { __typename: 'DeliveryCustomization', id: string }
    | { __typename: 'DeliveryLocationGroup', id: string }
    | { __typename: 'DeliveryMethod', id: string }
    | { __typename: 'DeliveryMethodDefinition', id: string }
    | { __typename: 'DeliveryParticipant', id: string }
    | { __typename: 'DeliveryProfile', id: string }
    | { __typename: 'DeliveryProfileItem', id: string }
    | { __typename: 'DeliveryPromiseParticipant', id: string }
    | { __typename: 'DeliveryPromiseProvider', id: string }
    | { __typename: 'DeliveryProvince', id: string }
    | { __typename: 'DeliveryRateDefinition', id: string }
    | { __typename: 'DeliveryZone', id: string }
    | { __typename: 'DiscountAutomaticBxgy', id: string }
    | { __typename: 'DiscountAutomaticNode', id: string }
    | { __typename: 'DiscountCodeNode', id: string }
    | { __typename: 'DiscountNode', id: string }
    | { __typename: 'DiscountRedeemCodeBulkCreation', id: string }
    | { __typename: 'Domain', id: string }
    | { __typename: 'DraftOrder', id: string }
    | { __typename: 'DraftOrderLineItem', id: string }
    | { __typename: 'DraftOrderTag', id: string }
    | { __typename: 'Duty', id: string }
    | { __typename: 'ExchangeLineItem', id: string }
    | { __typename: 'ExternalVideo', id: string }
    | { __typename: 'Fulfillment', id: string }
    | { __typename: 'FulfillmentConstraintRule', id: string }
    | { __typename: 'FulfillmentEvent', id: string }
    | { __typename: 'FulfillmentHold', id: string }
    | { __typename: 'FulfillmentLineItem', id: string }
    | { __typename: 'FulfillmentOrder', id: string }
    | { __typename: 'FulfillmentOrderDestination', id: string }
    | { __typename: 'FulfillmentOrderLineItem', id: string }
    | { __typename: 'FulfillmentOrderMerchantRequest', id: string }
    | { __typename: 'GenericFile', id: string }
    | { __typename: 'GiftCard', id: string }
    | { __typename: 'GiftCardCashOutTransaction', id: string }
    | { __typename: 'GiftCardCreditTransaction', id: string }
    | { __typename: 'GiftCardDebitTransaction', id: string }
    | { __typename: 'IdentityProviderSubject', id: string }
    | { __typename: 'InventoryAdjustmentGroup', id: string }
    | { __typename: 'InventoryItem', id: string }
    | { __typename: 'InventoryItemMeasurement', id: string }
    | { __typename: 'InventoryLevel', id: string }
    | { __typename: 'InventoryQuantity', id: string }
    | { __typename: 'InventoryShipment', id: string }
    | { __typename: 'InventoryShipmentLineItem', id: string }
    | { __typename: 'InventoryTransfer', id: string }
    | { __typename: 'InventoryTransferLineItem', id: string }
    | { __typename: 'LineItem', id: string }
    | { __typename: 'LineItemGroup', id: string }
    | { __typename: 'Location', id: string }
    | { __typename: 'MailingAddress', id: string }
    | { __typename: 'Market', id: string }
    | { __typename: 'MarketCatalog', id: string }
    | { __typename: 'MarketRegionCountry', id: string }
    | { __typename: 'MarketRegionSubdivision', id: string }
    | { __typename: 'MarketWebPresence', id: string }
    | { __typename: 'MarketingActivity', id: string }
    | { __typename: 'MarketingEvent', id: string }
    | { __typename: 'MediaImage', id: string }
    | { __typename: 'Menu', id: string }
    | { __typename: 'Metafield', id: string }
    | { __typename: 'MetafieldDefinition', id: string }
    | { __typename: 'Metaobject', id: string }
    | { __typename: 'MetaobjectDefinition', id: string }
    | { __typename: 'Model3d', id: string }
    | { __typename: 'OnlineStoreTheme', id: string }
    | { __typename: 'Order', id: string, name: string, test: boolean, createdAt: string, processedAt: string, updatedAt: string, cancelledAt: string | null, currencyCode: CurrencyCode, presentmentCurrencyCode: CurrencyCode, displayFinancialStatus: OrderDisplayFinancialStatus | null, displayFulfillmentStatus: OrderDisplayFulfillmentStatus, taxesIncluded: boolean, sourceName: string | null, tags: Array<string>, discountCodes: Array<string>, lineItems: { nodes: Array<{ id: string, title: string, quantity: number, currentQuantity: number, isGiftCard: boolean, product: { id: string } | null, variant: { id: string } | null, sellingPlan: { sellingPlanId: string | null } | null, discountedTotalSet: { shopMoney: { amount: string } }, taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, attribution: { handle: string } | null, customer: { id: string } | null, shippingAddress: { countryCodeV2: CountryCode | null } | null, totalPriceSet: { shopMoney: { amount: string } }, currentTotalPriceSet: { shopMoney: { amount: string } }, currentSubtotalPriceSet: { shopMoney: { amount: string } }, currentTotalTaxSet: { shopMoney: { amount: string } }, currentShippingPriceSet: { shopMoney: { amount: string } }, totalDiscountsSet: { shopMoney: { amount: string } } | null, totalRefundedSet: { shopMoney: { amount: string } }, totalReceivedSet: { shopMoney: { amount: string } }, totalTipReceivedSet: { shopMoney: { amount: string } }, shippingLine: { taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> } | null, transactions: Array<{ kind: OrderTransactionKind, status: OrderTransactionStatus, processedAt: string | null }>, fulfillments: Array<{ createdAt: string }>, refunds: Array<{ id: string, processedAt: string, totalRefundedSet: { shopMoney: { amount: string } } }> }
    | { __typename: 'OrderAdjustment', id: string }
    | { __typename: 'OrderAttributionDefinition', id: string }
    | { __typename: 'OrderCancelJobResult', id: string }
    | { __typename: 'OrderCreateMandatePaymentJobResult', id: string }
    | { __typename: 'OrderDisputeSummary', id: string }
    | { __typename: 'OrderEditSession', id: string }
    | { __typename: 'OrderTransaction', id: string }
    | { __typename: 'Page', id: string }
    | { __typename: 'PaymentCustomization', id: string }
    | { __typename: 'PaymentMandate', id: string }
    | { __typename: 'PaymentSchedule', id: string }
    | { __typename: 'PaymentTerms', id: string }
    | { __typename: 'PaymentTermsTemplate', id: string }
    | { __typename: 'PointOfSaleDevice', id: string }
    | { __typename: 'PointOfSaleDevicePaymentSession', id: string }
    | { __typename: 'PriceList', id: string }
    | { __typename: 'Product', id: string }
    | { __typename: 'ProductBundleOperation', id: string }
    | { __typename: 'ProductDeleteOperation', id: string }
    | { __typename: 'ProductDuplicateOperation', id: string }
    | { __typename: 'ProductFeed', id: string }
    | { __typename: 'ProductOption', id: string }
    | { __typename: 'ProductOptionValue', id: string }
    | { __typename: 'ProductSetOperation', id: string }
    | { __typename: 'ProductTaxonomyNode', id: string }
    | { __typename: 'ProductVariant', id: string }
    | { __typename: 'ProductVariantComponent', id: string }
    | { __typename: 'Publication', id: string }
    | { __typename: 'PublicationResourceOperation', id: string }
    | { __typename: 'QuantityPriceBreak', id: string }
    | { __typename: 'Refund', id: string }
    | { __typename: 'RefundShippingLine', id: string }
    | { __typename: 'Return', id: string }
    | { __typename: 'ReturnLineItem', id: string }
    | { __typename: 'ReturnReasonDefinition', id: string }
    | { __typename: 'ReturnableFulfillment', id: string }
    | { __typename: 'ReverseDelivery', id: string }
    | { __typename: 'ReverseDeliveryLineItem', id: string }
    | { __typename: 'ReverseFulfillmentOrder', id: string }
    | { __typename: 'ReverseFulfillmentOrderDisposition', id: string }
    | { __typename: 'ReverseFulfillmentOrderLineItem', id: string }
    | { __typename: 'SaleAdditionalFee', id: string }
    | { __typename: 'SavedSearch', id: string }
    | { __typename: 'ScriptTag', id: string }
    | { __typename: 'Segment', id: string }
    | { __typename: 'SellingPlan', id: string }
    | { __typename: 'SellingPlanGroup', id: string }
    | { __typename: 'ServerPixel', id: string }
    | { __typename: 'ShippingLabel', id: string }
    | { __typename: 'ShippingLabelPurchaseResult', id: string }
    | { __typename: 'Shop', id: string }
    | { __typename: 'ShopAddress', id: string }
    | { __typename: 'ShopPolicy', id: string }
    | { __typename: 'ShopifyPaymentsAccount', id: string }
    | { __typename: 'ShopifyPaymentsBalanceTransaction', id: string }
    | { __typename: 'ShopifyPaymentsBankAccount', id: string }
    | { __typename: 'ShopifyPaymentsDispute', id: string }
    | { __typename: 'ShopifyPaymentsDisputeEvidence', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFileUpload', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFulfillment', id: string }
    | { __typename: 'ShopifyPaymentsPayout', id: string }
    | { __typename: 'StaffMember', id: string }
    | { __typename: 'StandardMetafieldDefinitionTemplate', id: string }
    | { __typename: 'StoreCreditAccount', id: string }
    | { __typename: 'StoreCreditAccountCreditTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitRevertTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitTransaction', id: string }
    | { __typename: 'StorefrontAccessToken', id: string }
    | { __typename: 'SubscriptionBillingAttempt', id: string }
    | { __typename: 'SubscriptionContract', id: string }
    | { __typename: 'SubscriptionDraft', id: string }
    | { __typename: 'TaxonomyAttribute', id: string }
    | { __typename: 'TaxonomyCategory', id: string }
    | { __typename: 'TaxonomyChoiceListAttribute', id: string }
    | { __typename: 'TaxonomyMeasurementAttribute', id: string }
    | { __typename: 'TaxonomyValue', id: string }
    | { __typename: 'TenderTransaction', id: string }
    | { __typename: 'TransactionFee', id: string }
    | { __typename: 'UnverifiedReturnLineItem', id: string }
    | { __typename: 'UrlRedirect', id: string }
    | { __typename: 'UrlRedirectImport', id: string }
    | { __typename: 'Validation', id: string }
    | { __typename: 'Video', id: string }
    | { __typename: 'WebPixel', id: string }
    | { __typename: 'WebhookSubscription', id: string }
   | null> };

export type RefundsByIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type RefundsByIdsQuery = { nodes: Array<
    | { __typename: 'AbandonedCheckout', id: string }
    | { __typename: 'AbandonedCheckoutLineItem', id: string }
    | { __typename: 'Abandonment', id: string }
    | { __typename: 'AddAllProductsOperation', id: string }
    | { __typename: 'AdditionalFee', id: string }
    | { __typename: 'AnalyticsAnnotation', id: string }
    | { __typename: 'AnalyticsTarget', id: string }
    | { __typename: 'App', id: string }
    | { __typename: 'AppCatalog', id: string }
    | { __typename: 'AppCredit', id: string }
    | { __typename: 'AppInstallation', id: string }
    | { __typename: 'AppPurchaseOneTime', id: string }
    | { __typename: 'AppRevenueAttributionRecord', id: string }
    | { __typename: 'AppSubscription', id: string }
    | { __typename: 'AppUsageRecord', id: string }
    | { __typename: 'Article', id: string }
    | { __typename: 'BasicEvent', id: string }
    | { __typename: 'Blog', id: string }
    | { __typename: 'BulkOperation', id: string }
    | { __typename: 'BusinessEntity', id: string }
    | { __typename: 'CalculatedOrder', id: string }
    | { __typename: 'CartTransform', id: string }
    | { __typename: 'CashDrawer', id: string }
    | { __typename: 'CashManagementCustomReasonCode', id: string }
    | { __typename: 'CashManagementDefaultReasonCode', id: string }
    | { __typename: 'CashManagementSystemReasonCode', id: string }
    | { __typename: 'CashTrackingAdjustment', id: string }
    | { __typename: 'CashTrackingSession', id: string }
    | { __typename: 'CatalogCsvOperation', id: string }
    | { __typename: 'Channel', id: string }
    | { __typename: 'ChannelDefinition', id: string }
    | { __typename: 'ChannelInformation', id: string }
    | { __typename: 'CheckoutAndAccountsConfiguration', id: string }
    | { __typename: 'CheckoutAndAccountsConfigurationOverride', id: string }
    | { __typename: 'CheckoutProfile', id: string }
    | { __typename: 'Collection', id: string }
    | { __typename: 'CollectionConditionsSource', id: string }
    | { __typename: 'CollectionSubCollectionsSource', id: string }
    | { __typename: 'Comment', id: string }
    | { __typename: 'CommentEvent', id: string }
    | { __typename: 'Company', id: string }
    | { __typename: 'CompanyAddress', id: string }
    | { __typename: 'CompanyContact', id: string }
    | { __typename: 'CompanyContactRole', id: string }
    | { __typename: 'CompanyContactRoleAssignment', id: string }
    | { __typename: 'CompanyLocation', id: string }
    | { __typename: 'CompanyLocationCatalog', id: string }
    | { __typename: 'CompanyLocationStaffMemberAssignment', id: string }
    | { __typename: 'ConsentPolicy', id: string }
    | { __typename: 'CurrencyExchangeAdjustment', id: string }
    | { __typename: 'Customer', id: string }
    | { __typename: 'CustomerAccountAppExtensionPage', id: string }
    | { __typename: 'CustomerAccountNativePage', id: string }
    | { __typename: 'CustomerPaymentMethod', id: string }
    | { __typename: 'CustomerSegmentMembersQuery', id: string }
    | { __typename: 'CustomerVisit', id: string }
    | { __typename: 'DeliveryCarrierService', id: string }
    | { __typename: 'DeliveryCondition', id: string }
    | { __typename: 'DeliveryCountry', id: string }
    | { __typename: 'DeliveryCustomization', id: string }
    | { __typename: 'DeliveryLocationGroup', id: string }
    | { __typename: 'DeliveryMethod', id: string }
    | { __typename: 'DeliveryMethodDefinition', id: string }
    | { __typename: 'DeliveryParticipant', id: string }
    | { __typename: 'DeliveryProfile', id: string }
    | { __typename: 'DeliveryProfileItem', id: string }
    | { __typename: 'DeliveryPromiseParticipant', id: string }
    | { __typename: 'DeliveryPromiseProvider', id: string }
    | { __typename: 'DeliveryProvince', id: string }
    | { __typename: 'DeliveryRateDefinition', id: string }
    | { __typename: 'DeliveryZone', id: string }
    | { __typename: 'DiscountAutomaticBxgy', id: string }
    | { __typename: 'DiscountAutomaticNode', id: string }
    | { __typename: 'DiscountCodeNode', id: string }
    | { __typename: 'DiscountNode', id: string }
    | { __typename: 'DiscountRedeemCodeBulkCreation', id: string }
    | { __typename: 'Domain', id: string }
    | { __typename: 'DraftOrder', id: string }
    | { __typename: 'DraftOrderLineItem', id: string }
    | { __typename: 'DraftOrderTag', id: string }
    | { __typename: 'Duty', id: string }
    | { __typename: 'ExchangeLineItem', id: string }
    | { __typename: 'ExternalVideo', id: string }
    | { __typename: 'Fulfillment', id: string }
    | { __typename: 'FulfillmentConstraintRule', id: string }
    | { __typename: 'FulfillmentEvent', id: string }
    | { __typename: 'FulfillmentHold', id: string }
    | { __typename: 'FulfillmentLineItem', id: string }
    | { __typename: 'FulfillmentOrder', id: string }
    | { __typename: 'FulfillmentOrderDestination', id: string }
    | { __typename: 'FulfillmentOrderLineItem', id: string }
    | { __typename: 'FulfillmentOrderMerchantRequest', id: string }
    | { __typename: 'GenericFile', id: string }
    | { __typename: 'GiftCard', id: string }
    | { __typename: 'GiftCardCashOutTransaction', id: string }
    | { __typename: 'GiftCardCreditTransaction', id: string }
    | { __typename: 'GiftCardDebitTransaction', id: string }
    | { __typename: 'IdentityProviderSubject', id: string }
    | { __typename: 'InventoryAdjustmentGroup', id: string }
    | { __typename: 'InventoryItem', id: string }
    | { __typename: 'InventoryItemMeasurement', id: string }
    | { __typename: 'InventoryLevel', id: string }
    | { __typename: 'InventoryQuantity', id: string }
    | { __typename: 'InventoryShipment', id: string }
    | { __typename: 'InventoryShipmentLineItem', id: string }
    | { __typename: 'InventoryTransfer', id: string }
    | { __typename: 'InventoryTransferLineItem', id: string }
    | { __typename: 'LineItem', id: string }
    | { __typename: 'LineItemGroup', id: string }
    | { __typename: 'Location', id: string }
    | { __typename: 'MailingAddress', id: string }
    | { __typename: 'Market', id: string }
    | { __typename: 'MarketCatalog', id: string }
    | { __typename: 'MarketRegionCountry', id: string }
    | { __typename: 'MarketRegionSubdivision', id: string }
    | { __typename: 'MarketWebPresence', id: string }
    | { __typename: 'MarketingActivity', id: string }
    | { __typename: 'MarketingEvent', id: string }
    | { __typename: 'MediaImage', id: string }
    | { __typename: 'Menu', id: string }
    | { __typename: 'Metafield', id: string }
    | { __typename: 'MetafieldDefinition', id: string }
    | { __typename: 'Metaobject', id: string }
    | { __typename: 'MetaobjectDefinition', id: string }
    | { __typename: 'Model3d', id: string }
    | { __typename: 'OnlineStoreTheme', id: string }
    | { __typename: 'Order', id: string }
    | { __typename: 'OrderAdjustment', id: string }
    | { __typename: 'OrderAttributionDefinition', id: string }
    | { __typename: 'OrderCancelJobResult', id: string }
    | { __typename: 'OrderCreateMandatePaymentJobResult', id: string }
    | { __typename: 'OrderDisputeSummary', id: string }
    | { __typename: 'OrderEditSession', id: string }
    | { __typename: 'OrderTransaction', id: string }
    | { __typename: 'Page', id: string }
    | { __typename: 'PaymentCustomization', id: string }
    | { __typename: 'PaymentMandate', id: string }
    | { __typename: 'PaymentSchedule', id: string }
    | { __typename: 'PaymentTerms', id: string }
    | { __typename: 'PaymentTermsTemplate', id: string }
    | { __typename: 'PointOfSaleDevice', id: string }
    | { __typename: 'PointOfSaleDevicePaymentSession', id: string }
    | { __typename: 'PriceList', id: string }
    | { __typename: 'Product', id: string }
    | { __typename: 'ProductBundleOperation', id: string }
    | { __typename: 'ProductDeleteOperation', id: string }
    | { __typename: 'ProductDuplicateOperation', id: string }
    | { __typename: 'ProductFeed', id: string }
    | { __typename: 'ProductOption', id: string }
    | { __typename: 'ProductOptionValue', id: string }
    | { __typename: 'ProductSetOperation', id: string }
    | { __typename: 'ProductTaxonomyNode', id: string }
    | { __typename: 'ProductVariant', id: string }
    | { __typename: 'ProductVariantComponent', id: string }
    | { __typename: 'Publication', id: string }
    | { __typename: 'PublicationResourceOperation', id: string }
    | { __typename: 'QuantityPriceBreak', id: string }
    | { __typename: 'Refund', id: string, refundLineItems: { nodes: Array<{ id: string | null, quantity: number, lineItem: { id: string }, subtotalSet: { shopMoney: { amount: string } }, totalTaxSet: { shopMoney: { amount: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, refundShippingLines: { nodes: Array<{ subtotalAmountSet: { shopMoney: { amount: string } }, taxAmountSet: { shopMoney: { amount: string } } }> }, transactions: { nodes: Array<{ kind: OrderTransactionKind, status: OrderTransactionStatus, gateway: string | null, amountSet: { shopMoney: { amount: string } } }> } }
    | { __typename: 'RefundShippingLine', id: string }
    | { __typename: 'Return', id: string }
    | { __typename: 'ReturnLineItem', id: string }
    | { __typename: 'ReturnReasonDefinition', id: string }
    | { __typename: 'ReturnableFulfillment', id: string }
    | { __typename: 'ReverseDelivery', id: string }
    | { __typename: 'ReverseDeliveryLineItem', id: string }
    | { __typename: 'ReverseFulfillmentOrder', id: string }
    | { __typename: 'ReverseFulfillmentOrderDisposition', id: string }
    | { __typename: 'ReverseFulfillmentOrderLineItem', id: string }
    | { __typename: 'SaleAdditionalFee', id: string }
    | { __typename: 'SavedSearch', id: string }
    | { __typename: 'ScriptTag', id: string }
    | { __typename: 'Segment', id: string }
    | { __typename: 'SellingPlan', id: string }
    | { __typename: 'SellingPlanGroup', id: string }
    | { __typename: 'ServerPixel', id: string }
    | { __typename: 'ShippingLabel', id: string }
    | { __typename: 'ShippingLabelPurchaseResult', id: string }
    | { __typename: 'Shop', id: string }
    | { __typename: 'ShopAddress', id: string }
    | { __typename: 'ShopPolicy', id: string }
    | { __typename: 'ShopifyPaymentsAccount', id: string }
    | { __typename: 'ShopifyPaymentsBalanceTransaction', id: string }
    | { __typename: 'ShopifyPaymentsBankAccount', id: string }
    | { __typename: 'ShopifyPaymentsDispute', id: string }
    | { __typename: 'ShopifyPaymentsDisputeEvidence', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFileUpload', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFulfillment', id: string }
    | { __typename: 'ShopifyPaymentsPayout', id: string }
    | { __typename: 'StaffMember', id: string }
    | { __typename: 'StandardMetafieldDefinitionTemplate', id: string }
    | { __typename: 'StoreCreditAccount', id: string }
    | { __typename: 'StoreCreditAccountCreditTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitRevertTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitTransaction', id: string }
    | { __typename: 'StorefrontAccessToken', id: string }
    | { __typename: 'SubscriptionBillingAttempt', id: string }
    | { __typename: 'SubscriptionContract', id: string }
    | { __typename: 'SubscriptionDraft', id: string }
    | { __typename: 'TaxonomyAttribute', id: string }
    | { __typename: 'TaxonomyCategory', id: string }
    | { __typename: 'TaxonomyChoiceListAttribute', id: string }
    | { __typename: 'TaxonomyMeasurementAttribute', id: string }
    | { __typename: 'TaxonomyValue', id: string }
    | { __typename: 'TenderTransaction', id: string }
    | { __typename: 'TransactionFee', id: string }
    | { __typename: 'UnverifiedReturnLineItem', id: string }
    | { __typename: 'UrlRedirect', id: string }
    | { __typename: 'UrlRedirectImport', id: string }
    | { __typename: 'Validation', id: string }
    | { __typename: 'Video', id: string }
    | { __typename: 'WebPixel', id: string }
    | { __typename: 'WebhookSubscription', id: string }
   | null> };

export type MoreOrderLinesQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type MoreOrderLinesQuery = { order: { lineItems: { nodes: Array<{ id: string, title: string, quantity: number, currentQuantity: number, isGiftCard: boolean, product: { id: string } | null, variant: { id: string } | null, sellingPlan: { sellingPlanId: string | null } | null, discountedTotalSet: { shopMoney: { amount: string } }, taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type MoreRefundLinesQueryVariables = Exact<{
  id: string;
  after: string;
}>;


export type MoreRefundLinesQuery = { refund: { refundLineItems: { nodes: Array<{ id: string | null, quantity: number, lineItem: { id: string }, subtotalSet: { shopMoney: { amount: string } }, totalTaxSet: { shopMoney: { amount: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type OrderFieldsFragment = { id: string, name: string, test: boolean, createdAt: string, processedAt: string, updatedAt: string, cancelledAt: string | null, currencyCode: CurrencyCode, presentmentCurrencyCode: CurrencyCode, displayFinancialStatus: OrderDisplayFinancialStatus | null, displayFulfillmentStatus: OrderDisplayFulfillmentStatus, taxesIncluded: boolean, sourceName: string | null, tags: Array<string>, discountCodes: Array<string>, attribution: { handle: string } | null, customer: { id: string } | null, shippingAddress: { countryCodeV2: CountryCode | null } | null, totalPriceSet: { shopMoney: { amount: string } }, currentTotalPriceSet: { shopMoney: { amount: string } }, currentSubtotalPriceSet: { shopMoney: { amount: string } }, currentTotalTaxSet: { shopMoney: { amount: string } }, currentShippingPriceSet: { shopMoney: { amount: string } }, totalDiscountsSet: { shopMoney: { amount: string } } | null, totalRefundedSet: { shopMoney: { amount: string } }, totalReceivedSet: { shopMoney: { amount: string } }, totalTipReceivedSet: { shopMoney: { amount: string } }, shippingLine: { taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> } | null, transactions: Array<{ kind: OrderTransactionKind, status: OrderTransactionStatus, processedAt: string | null }>, fulfillments: Array<{ createdAt: string }>, refunds: Array<{ id: string, processedAt: string, totalRefundedSet: { shopMoney: { amount: string } } }> };

export type LineFieldsFragment = { id: string, title: string, quantity: number, currentQuantity: number, isGiftCard: boolean, product: { id: string } | null, variant: { id: string } | null, sellingPlan: { sellingPlanId: string | null } | null, discountedTotalSet: { shopMoney: { amount: string } }, taxLines: Array<{ priceSet: { shopMoney: { amount: string } } }> };

export type ProductFieldsFragment = { id: string, title: string, handle: string, productType: string, vendor: string, tags: Array<string>, updatedAt: string, featuredMedia:
    | { preview: { image: { url: string } | null } | null }
    | { preview: { image: { url: string } | null } | null }
    | { preview: { image: { url: string } | null } | null }
    | { preview: { image: { url: string } | null } | null }
   | null };

export type ProductsByIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type ProductsByIdsQuery = { nodes: Array<
    | { __typename: 'AbandonedCheckout', id: string }
    | { __typename: 'AbandonedCheckoutLineItem', id: string }
    | { __typename: 'Abandonment', id: string }
    | { __typename: 'AddAllProductsOperation', id: string }
    | { __typename: 'AdditionalFee', id: string }
    | { __typename: 'AnalyticsAnnotation', id: string }
    | { __typename: 'AnalyticsTarget', id: string }
    | { __typename: 'App', id: string }
    | { __typename: 'AppCatalog', id: string }
    | { __typename: 'AppCredit', id: string }
    | { __typename: 'AppInstallation', id: string }
    | { __typename: 'AppPurchaseOneTime', id: string }
    | { __typename: 'AppRevenueAttributionRecord', id: string }
    | { __typename: 'AppSubscription', id: string }
    | { __typename: 'AppUsageRecord', id: string }
    | { __typename: 'Article', id: string }
    | { __typename: 'BasicEvent', id: string }
    | { __typename: 'Blog', id: string }
    | { __typename: 'BulkOperation', id: string }
    | { __typename: 'BusinessEntity', id: string }
    | { __typename: 'CalculatedOrder', id: string }
    | { __typename: 'CartTransform', id: string }
    | { __typename: 'CashDrawer', id: string }
    | { __typename: 'CashManagementCustomReasonCode', id: string }
    | { __typename: 'CashManagementDefaultReasonCode', id: string }
    | { __typename: 'CashManagementSystemReasonCode', id: string }
    | { __typename: 'CashTrackingAdjustment', id: string }
    | { __typename: 'CashTrackingSession', id: string }
    | { __typename: 'CatalogCsvOperation', id: string }
    | { __typename: 'Channel', id: string }
    | { __typename: 'ChannelDefinition', id: string }
    | { __typename: 'ChannelInformation', id: string }
    | { __typename: 'CheckoutAndAccountsConfiguration', id: string }
    | { __typename: 'CheckoutAndAccountsConfigurationOverride', id: string }
    | { __typename: 'CheckoutProfile', id: string }
    | { __typename: 'Collection', id: string }
    | { __typename: 'CollectionConditionsSource', id: string }
    | { __typename: 'CollectionSubCollectionsSource', id: string }
    | { __typename: 'Comment', id: string }
    | { __typename: 'CommentEvent', id: string }
    | { __typename: 'Company', id: string }
    | { __typename: 'CompanyAddress', id: string }
    | { __typename: 'CompanyContact', id: string }
    | { __typename: 'CompanyContactRole', id: string }
    | { __typename: 'CompanyContactRoleAssignment', id: string }
    | { __typename: 'CompanyLocation', id: string }
    | { __typename: 'CompanyLocationCatalog', id: string }
    | { __typename: 'CompanyLocationStaffMemberAssignment', id: string }
    | { __typename: 'ConsentPolicy', id: string }
    | { __typename: 'CurrencyExchangeAdjustment', id: string }
    | { __typename: 'Customer', id: string }
    | { __typename: 'CustomerAccountAppExtensionPage', id: string }
    | { __typename: 'CustomerAccountNativePage', id: string }
    | { __typename: 'CustomerPaymentMethod', id: string }
    | { __typename: 'CustomerSegmentMembersQuery', id: string }
    | { __typename: 'CustomerVisit', id: string }
    | { __typename: 'DeliveryCarrierService', id: string }
    | { __typename: 'DeliveryCondition', id: string }
    | { __typename: 'DeliveryCountry', id: string }
    | { __typename: 'DeliveryCustomization', id: string }
    | { __typename: 'DeliveryLocationGroup', id: string }
    | { __typename: 'DeliveryMethod', id: string }
    | { __typename: 'DeliveryMethodDefinition', id: string }
    | { __typename: 'DeliveryParticipant', id: string }
    | { __typename: 'DeliveryProfile', id: string }
    | { __typename: 'DeliveryProfileItem', id: string }
    | { __typename: 'DeliveryPromiseParticipant', id: string }
    | { __typename: 'DeliveryPromiseProvider', id: string }
    | { __typename: 'DeliveryProvince', id: string }
    | { __typename: 'DeliveryRateDefinition', id: string }
    | { __typename: 'DeliveryZone', id: string }
    | { __typename: 'DiscountAutomaticBxgy', id: string }
    | { __typename: 'DiscountAutomaticNode', id: string }
    | { __typename: 'DiscountCodeNode', id: string }
    | { __typename: 'DiscountNode', id: string }
    | { __typename: 'DiscountRedeemCodeBulkCreation', id: string }
    | { __typename: 'Domain', id: string }
    | { __typename: 'DraftOrder', id: string }
    | { __typename: 'DraftOrderLineItem', id: string }
    | { __typename: 'DraftOrderTag', id: string }
    | { __typename: 'Duty', id: string }
    | { __typename: 'ExchangeLineItem', id: string }
    | { __typename: 'ExternalVideo', id: string }
    | { __typename: 'Fulfillment', id: string }
    | { __typename: 'FulfillmentConstraintRule', id: string }
    | { __typename: 'FulfillmentEvent', id: string }
    | { __typename: 'FulfillmentHold', id: string }
    | { __typename: 'FulfillmentLineItem', id: string }
    | { __typename: 'FulfillmentOrder', id: string }
    | { __typename: 'FulfillmentOrderDestination', id: string }
    | { __typename: 'FulfillmentOrderLineItem', id: string }
    | { __typename: 'FulfillmentOrderMerchantRequest', id: string }
    | { __typename: 'GenericFile', id: string }
    | { __typename: 'GiftCard', id: string }
    | { __typename: 'GiftCardCashOutTransaction', id: string }
    | { __typename: 'GiftCardCreditTransaction', id: string }
    | { __typename: 'GiftCardDebitTransaction', id: string }
    | { __typename: 'IdentityProviderSubject', id: string }
    | { __typename: 'InventoryAdjustmentGroup', id: string }
    | { __typename: 'InventoryItem', id: string }
    | { __typename: 'InventoryItemMeasurement', id: string }
    | { __typename: 'InventoryLevel', id: string }
    | { __typename: 'InventoryQuantity', id: string }
    | { __typename: 'InventoryShipment', id: string }
    | { __typename: 'InventoryShipmentLineItem', id: string }
    | { __typename: 'InventoryTransfer', id: string }
    | { __typename: 'InventoryTransferLineItem', id: string }
    | { __typename: 'LineItem', id: string }
    | { __typename: 'LineItemGroup', id: string }
    | { __typename: 'Location', id: string }
    | { __typename: 'MailingAddress', id: string }
    | { __typename: 'Market', id: string }
    | { __typename: 'MarketCatalog', id: string }
    | { __typename: 'MarketRegionCountry', id: string }
    | { __typename: 'MarketRegionSubdivision', id: string }
    | { __typename: 'MarketWebPresence', id: string }
    | { __typename: 'MarketingActivity', id: string }
    | { __typename: 'MarketingEvent', id: string }
    | { __typename: 'MediaImage', id: string }
    | { __typename: 'Menu', id: string }
    | { __typename: 'Metafield', id: string }
    | { __typename: 'MetafieldDefinition', id: string }
    | { __typename: 'Metaobject', id: string }
    | { __typename: 'MetaobjectDefinition', id: string }
    | { __typename: 'Model3d', id: string }
    | { __typename: 'OnlineStoreTheme', id: string }
    | { __typename: 'Order', id: string }
    | { __typename: 'OrderAdjustment', id: string }
    | { __typename: 'OrderAttributionDefinition', id: string }
    | { __typename: 'OrderCancelJobResult', id: string }
    | { __typename: 'OrderCreateMandatePaymentJobResult', id: string }
    | { __typename: 'OrderDisputeSummary', id: string }
    | { __typename: 'OrderEditSession', id: string }
    | { __typename: 'OrderTransaction', id: string }
    | { __typename: 'Page', id: string }
    | { __typename: 'PaymentCustomization', id: string }
    | { __typename: 'PaymentMandate', id: string }
    | { __typename: 'PaymentSchedule', id: string }
    | { __typename: 'PaymentTerms', id: string }
    | { __typename: 'PaymentTermsTemplate', id: string }
    | { __typename: 'PointOfSaleDevice', id: string }
    | { __typename: 'PointOfSaleDevicePaymentSession', id: string }
    | { __typename: 'PriceList', id: string }
    | { __typename: 'Product', id: string, title: string, handle: string, productType: string, vendor: string, tags: Array<string>, updatedAt: string, featuredMedia:
        | { preview: { image: { url: string } | null } | null }
        | { preview: { image: { url: string } | null } | null }
        | { preview: { image: { url: string } | null } | null }
        | { preview: { image: { url: string } | null } | null }
       | null }
    | { __typename: 'ProductBundleOperation', id: string }
    | { __typename: 'ProductDeleteOperation', id: string }
    | { __typename: 'ProductDuplicateOperation', id: string }
    | { __typename: 'ProductFeed', id: string }
    | { __typename: 'ProductOption', id: string }
    | { __typename: 'ProductOptionValue', id: string }
    | { __typename: 'ProductSetOperation', id: string }
    | { __typename: 'ProductTaxonomyNode', id: string }
    | { __typename: 'ProductVariant', id: string }
    | { __typename: 'ProductVariantComponent', id: string }
    | { __typename: 'Publication', id: string }
    | { __typename: 'PublicationResourceOperation', id: string }
    | { __typename: 'QuantityPriceBreak', id: string }
    | { __typename: 'Refund', id: string }
    | { __typename: 'RefundShippingLine', id: string }
    | { __typename: 'Return', id: string }
    | { __typename: 'ReturnLineItem', id: string }
    | { __typename: 'ReturnReasonDefinition', id: string }
    | { __typename: 'ReturnableFulfillment', id: string }
    | { __typename: 'ReverseDelivery', id: string }
    | { __typename: 'ReverseDeliveryLineItem', id: string }
    | { __typename: 'ReverseFulfillmentOrder', id: string }
    | { __typename: 'ReverseFulfillmentOrderDisposition', id: string }
    | { __typename: 'ReverseFulfillmentOrderLineItem', id: string }
    | { __typename: 'SaleAdditionalFee', id: string }
    | { __typename: 'SavedSearch', id: string }
    | { __typename: 'ScriptTag', id: string }
    | { __typename: 'Segment', id: string }
    | { __typename: 'SellingPlan', id: string }
    | { __typename: 'SellingPlanGroup', id: string }
    | { __typename: 'ServerPixel', id: string }
    | { __typename: 'ShippingLabel', id: string }
    | { __typename: 'ShippingLabelPurchaseResult', id: string }
    | { __typename: 'Shop', id: string }
    | { __typename: 'ShopAddress', id: string }
    | { __typename: 'ShopPolicy', id: string }
    | { __typename: 'ShopifyPaymentsAccount', id: string }
    | { __typename: 'ShopifyPaymentsBalanceTransaction', id: string }
    | { __typename: 'ShopifyPaymentsBankAccount', id: string }
    | { __typename: 'ShopifyPaymentsDispute', id: string }
    | { __typename: 'ShopifyPaymentsDisputeEvidence', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFileUpload', id: string }
    | { __typename: 'ShopifyPaymentsDisputeFulfillment', id: string }
    | { __typename: 'ShopifyPaymentsPayout', id: string }
    | { __typename: 'StaffMember', id: string }
    | { __typename: 'StandardMetafieldDefinitionTemplate', id: string }
    | { __typename: 'StoreCreditAccount', id: string }
    | { __typename: 'StoreCreditAccountCreditTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitRevertTransaction', id: string }
    | { __typename: 'StoreCreditAccountDebitTransaction', id: string }
    | { __typename: 'StorefrontAccessToken', id: string }
    | { __typename: 'SubscriptionBillingAttempt', id: string }
    | { __typename: 'SubscriptionContract', id: string }
    | { __typename: 'SubscriptionDraft', id: string }
    | { __typename: 'TaxonomyAttribute', id: string }
    | { __typename: 'TaxonomyCategory', id: string }
    | { __typename: 'TaxonomyChoiceListAttribute', id: string }
    | { __typename: 'TaxonomyMeasurementAttribute', id: string }
    | { __typename: 'TaxonomyValue', id: string }
    | { __typename: 'TenderTransaction', id: string }
    | { __typename: 'TransactionFee', id: string }
    | { __typename: 'UnverifiedReturnLineItem', id: string }
    | { __typename: 'UrlRedirect', id: string }
    | { __typename: 'UrlRedirectImport', id: string }
    | { __typename: 'Validation', id: string }
    | { __typename: 'Video', id: string }
    | { __typename: 'WebPixel', id: string }
    | { __typename: 'WebhookSubscription', id: string }
   | null> };

export type ShopFactsQueryVariables = Exact<{ [key: string]: never; }>;


export type ShopFactsQuery = { shop: { id: string, name: string, currencyCode: CurrencyCode, ianaTimezone: string, primaryDomain: { url: string }, plan: { shopifyPlus: boolean, partnerDevelopment: boolean, publicDisplayName: string }, customerAccountsV2: { customerAccountsVersion: CustomerAccountsVersion } }, currentAppInstallation: { accessScopes: Array<{ handle: string }> } };

export type FirstOrderDateQueryVariables = Exact<{ [key: string]: never; }>;


export type FirstOrderDateQuery = { orders: { nodes: Array<{ createdAt: string }> }, ordersCount: { count: number } | null };

export const CustomerFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomerFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"defaultEmailAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailAddress"}},{"kind":"Field","name":{"kind":"Name","value":"marketingState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultPhoneNumber"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phoneNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address1"}},{"kind":"Field","name":{"kind":"Name","value":"address2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"zip"}},{"kind":"Field","name":{"kind":"Name","value":"provinceCode"}},{"kind":"Field","name":{"kind":"Name","value":"countryCodeV2"}},{"kind":"Field","name":{"kind":"Name","value":"company"}}]}}]}}]} as unknown as DocumentNode<CustomerFieldsFragment, unknown>;
export const RefundLineFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundLineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RefundLineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subtotalSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<RefundLineFieldsFragment, unknown>;
export const RefundDetailsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundLineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"25"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundLineFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundShippingLines"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subtotalAmountSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxAmountSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"amountSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundLineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RefundLineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subtotalSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<RefundDetailsFragment, unknown>;
export const OrderFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"test"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cancelledAt"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"presentmentCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayFinancialStatus"}},{"kind":"Field","name":{"kind":"Name","value":"displayFulfillmentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"taxesIncluded"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"attribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"handle"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"discountCodes"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"shippingAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"countryCodeV2"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentSubtotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentShippingPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalDiscountsSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalRefundedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalReceivedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTipReceivedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"shippingLine"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fulfillments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}},{"kind":"Field","name":{"kind":"Name","value":"totalRefundedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrderFieldsFragment, unknown>;
export const LineFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"currentQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"isGiftCard"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sellingPlan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sellingPlanId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"discountedTotalSet"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"withCodeDiscounts"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LineFieldsFragment, unknown>;
export const ProductFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProductFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Product"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"vendor"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"featuredMedia"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ProductFieldsFragment, unknown>;
export const BulkOrdersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BulkOrders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"sortKey"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrderFields"}},{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LineFields"}}]}}]}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"test"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cancelledAt"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"presentmentCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayFinancialStatus"}},{"kind":"Field","name":{"kind":"Name","value":"displayFulfillmentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"taxesIncluded"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"attribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"handle"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"discountCodes"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"shippingAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"countryCodeV2"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentSubtotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentShippingPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalDiscountsSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalRefundedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalReceivedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTipReceivedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"shippingLine"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fulfillments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}},{"kind":"Field","name":{"kind":"Name","value":"totalRefundedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"currentQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"isGiftCard"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sellingPlan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sellingPlanId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"discountedTotalSet"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"withCodeDiscounts"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BulkOrdersQuery, BulkOrdersQueryVariables>;
export const BulkCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BulkCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomerFields"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomerFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"defaultEmailAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailAddress"}},{"kind":"Field","name":{"kind":"Name","value":"marketingState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultPhoneNumber"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phoneNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address1"}},{"kind":"Field","name":{"kind":"Name","value":"address2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"zip"}},{"kind":"Field","name":{"kind":"Name","value":"provinceCode"}},{"kind":"Field","name":{"kind":"Name","value":"countryCodeV2"}},{"kind":"Field","name":{"kind":"Name","value":"company"}}]}}]}}]} as unknown as DocumentNode<BulkCustomersQuery, BulkCustomersQueryVariables>;
export const BulkProductsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BulkProducts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProductFields"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProductFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Product"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"vendor"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"featuredMedia"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BulkProductsQuery, BulkProductsQueryVariables>;
export const BulkOrderCensusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BulkOrderCensus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"sortKey"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<BulkOrderCensusQuery, BulkOrderCensusQueryVariables>;
export const RunBulkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RunBulk"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bulkOperationRunQuery"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupObjects"},"value":{"kind":"BooleanValue","value":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bulkOperation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<RunBulkMutation, RunBulkMutationVariables>;
export const ReadBulkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadBulk"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bulkOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"partialDataUrl"}},{"kind":"Field","name":{"kind":"Name","value":"objectCount"}},{"kind":"Field","name":{"kind":"Name","value":"rootObjectCount"}},{"kind":"Field","name":{"kind":"Name","value":"fileSize"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}}]}}]}}]} as unknown as DocumentNode<ReadBulkQuery, ReadBulkQueryVariables>;
export const CancelBulkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelBulk"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bulkOperationCancel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bulkOperation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CancelBulkMutation, CancelBulkMutationVariables>;
export const OrdersSinceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrdersSince"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"sortKey"},"value":{"kind":"EnumValue","value":"UPDATED_AT"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<OrdersSinceQuery, OrdersSinceQueryVariables>;
export const CustomersSinceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomersSince"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"sortKey"},"value":{"kind":"EnumValue","value":"UPDATED_AT"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CustomersSinceQuery, CustomersSinceQueryVariables>;
export const ProductsSinceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProductsSince"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"query"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"Variable","name":{"kind":"Name","value":"query"}}},{"kind":"Argument","name":{"kind":"Name","value":"sortKey"},"value":{"kind":"EnumValue","value":"UPDATED_AT"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ProductsSinceQuery, ProductsSinceQueryVariables>;
export const CustomersByIdsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomersByIds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CustomerFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CustomerFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"defaultEmailAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailAddress"}},{"kind":"Field","name":{"kind":"Name","value":"marketingState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultPhoneNumber"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phoneNumber"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address1"}},{"kind":"Field","name":{"kind":"Name","value":"address2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"zip"}},{"kind":"Field","name":{"kind":"Name","value":"provinceCode"}},{"kind":"Field","name":{"kind":"Name","value":"countryCodeV2"}},{"kind":"Field","name":{"kind":"Name","value":"company"}}]}}]}}]} as unknown as DocumentNode<CustomersByIdsQuery, CustomersByIdsQueryVariables>;
export const OrdersByIdsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrdersByIds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrderFields"}},{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"25"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LineFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrderFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"test"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"cancelledAt"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"presentmentCurrencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"displayFinancialStatus"}},{"kind":"Field","name":{"kind":"Name","value":"displayFulfillmentStatus"}},{"kind":"Field","name":{"kind":"Name","value":"taxesIncluded"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"attribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"handle"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"discountCodes"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"shippingAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"countryCodeV2"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentSubtotalPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentTotalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentShippingPriceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalDiscountsSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalRefundedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalReceivedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTipReceivedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"shippingLine"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fulfillments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refunds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"processedAt"}},{"kind":"Field","name":{"kind":"Name","value":"totalRefundedSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"currentQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"isGiftCard"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sellingPlan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sellingPlanId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"discountedTotalSet"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"withCodeDiscounts"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrdersByIdsQuery, OrdersByIdsQueryVariables>;
export const RefundsByIdsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RefundsByIds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundDetails"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundLineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RefundLineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subtotalSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundDetails"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Refund"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"refundLineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"25"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundLineFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"refundShippingLines"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subtotalAmountSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxAmountSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"transactions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"gateway"}},{"kind":"Field","name":{"kind":"Name","value":"amountSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RefundsByIdsQuery, RefundsByIdsQueryVariables>;
export const MoreOrderLinesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MoreOrderLines"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"250"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LineFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"currentQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"isGiftCard"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sellingPlan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sellingPlanId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"discountedTotalSet"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"withCodeDiscounts"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"taxLines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MoreOrderLinesQuery, MoreOrderLinesQueryVariables>;
export const MoreRefundLinesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MoreRefundLines"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refund"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refundLineItems"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"250"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RefundLineFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RefundLineFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RefundLineItem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"lineItem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subtotalSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalTaxSet"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopMoney"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<MoreRefundLinesQuery, MoreRefundLinesQueryVariables>;
export const ProductsByIdsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProductsByIds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Product"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProductFields"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProductFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Product"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"vendor"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"featuredMedia"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ProductsByIdsQuery, ProductsByIdsQueryVariables>;
export const ShopFactsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShopFacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shop"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}},{"kind":"Field","name":{"kind":"Name","value":"ianaTimezone"}},{"kind":"Field","name":{"kind":"Name","value":"primaryDomain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"plan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shopifyPlus"}},{"kind":"Field","name":{"kind":"Name","value":"partnerDevelopment"}},{"kind":"Field","name":{"kind":"Name","value":"publicDisplayName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customerAccountsV2"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerAccountsVersion"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"currentAppInstallation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessScopes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"handle"}}]}}]}}]}}]} as unknown as DocumentNode<ShopFactsQuery, ShopFactsQueryVariables>;
export const FirstOrderDateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FirstOrderDate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"sortKey"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"ordersCount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"limit"},"value":{"kind":"NullValue"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<FirstOrderDateQuery, FirstOrderDateQueryVariables>;