// Product pictures: drawn from the product's name, always the same, nothing fetched.
import { createHash } from 'node:crypto';
import type { Product } from '../../store/products.ts';
import { escapeHtml } from '../liquid/facts.ts';

const grounds = ['#e9e2d6', '#dfe6df', '#e6dcd8', '#dde3e8', '#ebe4cf', '#e2dde6'];
const glazes = ['#1f5c4a', '#8a4b2f', '#39557a', '#7b6a3a', '#6d3f57', '#2f4a3f'];

/** An SVG of 1200 × 1200. */
export function drawProduct(product: Pick<Product, 'handle' | 'title' | 'productType'>): string {
  const bytes = createHash('sha256').update(product.handle).digest();
  const pick = (list: string[], at: number) => list[bytes[at]! % list.length]!;
  const ground = pick(grounds, 0);
  const glaze = pick(glazes, 1);
  const shape = shapeOf(product.productType, bytes[2]!)(glaze, bytes);
  const light = 38 + (bytes[3]! % 25);
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" width="1200" ' +
    'height="1200" role="img">' +
    `<title>${escapeHtml(product.title)}</title>` +
    `<defs><radialGradient id="g" cx="${light}%" cy="30%" r="80%">` +
    '<stop offset="0" stop-color="#fff" stop-opacity=".75"/>' +
    '<stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs>' +
    `<rect width="1200" height="1200" fill="${ground}"/>` +
    '<rect width="1200" height="1200" fill="url(#g)"/>' +
    `<ellipse cx="600" cy="985" rx="330" ry="42" fill="#000" opacity=".12"/>${shape}</svg>`
  );
}

type Shape = (colour: string, bytes: Buffer) => string;

const vase: Shape = (colour, bytes) => {
  const belly = 190 + (bytes[4]! % 120);
  return (
    `<path d="M520 320 h160 c0 120 ${belly - 60} 180 ${belly} 380 c20 180 -90 280 -${belly + 80} 280 ` +
    `s-${belly + 100} -100 -${belly + 80} -280 c60 -200 ${belly} -260 ${belly} -380z" fill="${colour}"/>` +
    '<ellipse cx="600" cy="320" rx="82" ry="18" fill="#0003"/>'
  );
};

const cup: Shape = (colour, bytes) => {
  const height = 360 + (bytes[4]! % 140);
  const top = 970 - height;
  return (
    `<path d="M340 ${top} h520 l-50 ${height - 60} q-8 60 -70 60 h-280 q-62 0 -70 -60z" fill="${colour}"/>` +
    `<path d="M850 ${top + 60} q150 0 130 130 q-16 110 -160 110" fill="none" stroke="${colour}" stroke-width="46"/>` +
    `<ellipse cx="600" cy="${top}" rx="260" ry="34" fill="#0004"/>`
  );
};

const bag: Shape = (colour, bytes) => {
  const top = 480 + (bytes[4]! % 160);
  const bottom = top + 200;
  // The band keeps to the slanting sides.
  const edge = (y: number) => 400 - ((y - 330) * 50) / 640;
  const across = (y: number) => 1200 - 2 * edge(y);
  return (
    `<path d="M400 330 q200 -60 400 0 l50 640 q-250 40 -500 0z" fill="${colour}"/>` +
    `<path d="M${edge(top)} ${top} q${across(top) / 2} 40 ${across(top)} 0 L${1200 - edge(bottom)} ${bottom} ` +
    `q${-across(bottom) / 2} 40 ${-across(bottom)} 0z" fill="#fffb"/>` +
    '<path d="M400 330 q200 60 400 0" fill="none" stroke="#0004" stroke-width="14"/>'
  );
};

const cloth: Shape = (colour, bytes) => {
  const folds = 3 + (bytes[4]! % 3);
  const lines = Array.from({ length: folds }, (_, index) => {
    const y = 560 + (index * 360) / folds;
    return `<path d="M300 ${y} q300 46 600 0" fill="none" stroke="#fff8" stroke-width="12"/>`;
  }).join('');
  return `<path d="M300 480 q300 -70 600 0 v460 q-300 70 -600 0z" fill="${colour}"/>${lines}`;
};

/** Things to drink come in bags, things to drink from are cups, the rest is anything. */
function shapeOf(productType: string, chance: number): Shape {
  if (/coffee|tea|subscription/i.test(productType)) return bag;
  if (/cup|mug|card/i.test(productType)) return cup;
  return [vase, cup, cloth][chance % 3]!;
}

/** The shop's mark in the browser's tab. */
export const favicon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" ' +
  'height="32" rx="8" fill="#1f5c4a"/>' +
  '<path d="M9 12h14l-1.5 9a3 3 0 0 1-3 2.5h-5a3 3 0 0 1-3-2.5z" fill="#fff"/></svg>';
