/** What the field is called that a tier is reached by, for each of the three ways. */
export const THRESHOLD_LABELS: Record<string, string> = {
  spend: 'From net spend of',
  points: 'From points',
  orders: 'From orders',
};
