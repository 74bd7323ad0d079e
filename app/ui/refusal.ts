// What was refused of a form, place by place. A complaint holds for the value that was sent: once
// the field has another, or what was typed is thrown away, nobody complains.

/** A form when it was sent. */
export type Sent = { draft: object; isDirty: boolean; isOver: boolean };

/** Some forms have dots in the names of their fields, others fields within fields. */
const valueAt = (draft: object, place: string): unknown =>
  place in draft ? draft[place as keyof object] : place.split('.').reduce(within, draft as unknown);

const within = (value: unknown, part: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[part]
    : undefined;

/**
 * Whether a complaint about `place` ('levels.0.name') still speaks of what stands in the form. One
 * about a place that the form does not show holds for the form as a whole.
 */
export function stillHolds({ draft: sent, isOver }: Sent, draft: object, place: string): boolean {
  if (isOver) return false;
  const [then, now] = [valueAt(sent, place), valueAt(draft, place)];
  return then === undefined
    ? JSON.stringify(sent) === JSON.stringify(draft)
    : JSON.stringify(then) === JSON.stringify(now);
}
