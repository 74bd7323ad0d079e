// A refusal is a value: what was asked for cannot be had, and why.

export type Ok<T> = { ok: true; value: T };
export type Refused<Reason extends string = string, Detail extends object = object> = {
  ok: false;
  reason: Reason;
} & Detail;
export type Outcome<T, R extends Refused = Refused> = Ok<T> | R;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

export function refuse<Reason extends string>(reason: Reason): Refused<Reason>;
export function refuse<Reason extends string, Detail extends object>(
  reason: Reason,
  detail: Detail,
): Refused<Reason, Detail>;
/** @example refuse('insufficient-points', { missing: 120n }) */
export function refuse(reason: string, detail: object = {}): Refused {
  return { ok: false, reason, ...detail };
}
