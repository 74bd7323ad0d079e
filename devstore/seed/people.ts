// Made-up customers from ten countries, with names in their own scripts. Their addresses are
// example.com.
import type { NewCustomer } from '../shop/person.ts';
import type { Address } from '../store/orders.ts';
import type { Random } from './random.ts';

type Country = {
  code: string;
  name: string;
  locale: string;
  weight: number;
  city: string;
  zip: string;
  street: string;
  first: string[];
  last: string[];
};

const COUNTRIES: Country[] = [
  {
    code: 'US',
    name: 'United States',
    locale: 'en',
    weight: 55,
    city: 'Portland',
    zip: '97201',
    street: 'Alder Street',
    first: ['Olivia', 'Liam', 'Emma', 'Noah', 'Ava', 'Mateo', 'Sofia', 'Ethan', 'Mia', 'Lucas'],
    last: [
      'Miller',
      'Garcia',
      'Nguyen',
      'Brown',
      'Davis',
      'Lopez',
      'Clark',
      'Lewis',
      'Walker',
      'Young',
    ],
  },
  {
    code: 'CA',
    name: 'Canada',
    locale: 'fr',
    weight: 8,
    city: 'Montréal',
    zip: 'H2X 1Y4',
    street: 'rue Sainte-Catherine',
    first: ['Chloé', 'Félix', 'Zoé', 'Émile', 'Léa'],
    last: ['Tremblay', 'Gagnon', 'Côté', 'Bouchard', 'Lévesque'],
  },
  {
    code: 'GB',
    name: 'United Kingdom',
    locale: 'en',
    weight: 9,
    city: 'Leeds',
    zip: 'LS1 4AP',
    street: 'Park Row',
    first: ['Amelia', 'Oliver', 'Isla', 'George', 'Freya'],
    last: ["O'Neill", 'Taylor', 'Evans', 'Wright', 'Hughes'],
  },
  {
    code: 'DE',
    name: 'Germany',
    locale: 'de',
    weight: 7,
    city: 'Köln',
    zip: '50667',
    street: 'Hohe Straße',
    first: ['Jürgen', 'Anna', 'Björn', 'Käthe', 'Lukas'],
    last: ['Müller', 'Schäfer', 'Groß', 'Weiß', 'König'],
  },
  {
    code: 'FR',
    name: 'France',
    locale: 'fr',
    weight: 5,
    city: 'Lyon',
    zip: '69002',
    street: 'rue Mercière',
    first: ['Camille', 'Hugo', 'Inès', 'Théo', 'Agnès'],
    last: ['Lefèvre', 'Moreau', 'Girard', 'Françoise', 'Noël'],
  },
  {
    code: 'CZ',
    name: 'Czechia',
    locale: 'cs',
    weight: 4,
    city: 'Brno',
    zip: '602 00',
    street: 'Česká',
    first: ['Jiří', 'Tereza', 'Ondřej', 'Markéta', 'Šárka'],
    last: ['Dvořák', 'Nováková', 'Řezníček', 'Čermák', 'Žižka'],
  },
  {
    code: 'NO',
    name: 'Norway',
    locale: 'nb',
    weight: 4,
    city: 'Bergen',
    zip: '5003',
    street: 'Torgallmenningen',
    first: ['Ingrid', 'Øyvind', 'Åse', 'Håkon', 'Sigrid'],
    last: ['Bjørnsen', 'Ødegård', 'Aasen', 'Lie', 'Grønn'],
  },
  {
    code: 'UA',
    name: 'Ukraine',
    locale: 'uk',
    weight: 3,
    city: 'Львів',
    zip: '79000',
    street: 'вулиця Дорошенка',
    first: ['Олена', 'Андрій', 'Марія', 'Тарас', 'Ірина'],
    last: ['Шевченко', 'Коваленко', 'Бондар', 'Мельник', 'Гнатюк'],
  },
  {
    code: 'TH',
    name: 'Thailand',
    locale: 'th',
    weight: 2,
    city: 'เชียงใหม่',
    zip: '50200',
    street: 'ถนนนิมมานเหมินท์',
    first: ['สมชาย', 'มาลี', 'ณัฐ', 'พิมพ์', 'อารี'],
    last: ['ใจดี', 'สุขสันต์', 'ทองดี', 'ศรีสุข', 'วงศ์ไทย'],
  },
  {
    code: 'IL',
    name: 'Israel',
    locale: 'he',
    weight: 3,
    city: 'חיפה',
    zip: '3303130',
    street: 'שדרות הנשיא',
    first: ['נועה', 'יוסי', 'תמר', 'אורי', 'שירה'],
    last: ['כהן', 'לוי', 'מזרחי', 'פרידמן', 'ביטון'],
  },
];

export type Made = NewCustomer & { country: string; address: Address };

/** The customer with this number, of 1, 2, 3 …; the number keeps e-mail addresses apart. */
export function makePerson(random: Random, number: number): Made {
  const country = random.pickWeighted(COUNTRIES);
  const firstName = random.pick(country.first);
  const lastName = random.pick(country.last);
  const tags = [];
  if (random.chance(0.01)) tags.push('wholesale');
  if (random.chance(0.04)) tags.push('newsletter-gift');
  return {
    firstName,
    lastName,
    email: `${latin(firstName)}.${latin(lastName)}.${number}@example.com`,
    phone: random.chance(0.25) ? `+1555${String(number).padStart(7, '0')}` : null,
    locale: country.locale,
    tags,
    acceptsMarketing: random.chance(0.45),
    acceptsSms: random.chance(0.1),
    state: random.chance(0.6) ? 'ENABLED' : 'DISABLED',
    country: country.code,
    address: addressOf(country, firstName, lastName, random.whole(1, 180)),
  };
}

function addressOf(country: Country, firstName: string, lastName: string, house: number): Address {
  return {
    firstName,
    lastName,
    company: null,
    address1: `${house} ${country.street}`,
    address2: null,
    city: country.city,
    province: null,
    provinceCode: null,
    zip: country.zip,
    country: country.name,
    countryCode: country.code,
    phone: null,
  };
}

/** Letters an e-mail address may have; a name without any becomes "customer". */
function latin(name: string): string {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss')
    .replace(/[^a-z]/g, '');
  return plain || 'customer';
}
