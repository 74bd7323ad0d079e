// What the admin uses of the panel that shops load, as it is shipped.
declare module '*/encore-panel.min.js' {
  import type { Wallet } from '#app/shoppers/contract.ts';
  export function preview(place: HTMLElement, wallet: Wallet): void;
}
