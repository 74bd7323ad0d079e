// A change of many members' points as its page shows it.
import {
  type BulkChange,
  readChange,
  readChanges,
} from '#app/loyalty/members/bulk/read-changes.server.ts';

const STEPS = [
  'receiving',
  'checking',
  'checked',
  'posting',
  'posted',
  'undoing',
  'undone',
] as const;
export type Step = (typeof STEPS)[number];

function stepOf(change: BulkChange): Step {
  const { arrivedAt, checkedAt, appliedAt, finishedAt, undoAt, undoneAt } = change;
  // The first instant that has not come says how far the change is.
  const instants = [arrivedAt, checkedAt, appliedAt, finishedAt, undoAt, undoneAt, null];
  return STEPS[instants.indexOf(null)]!;
}

/** How far the step under way has come; null where none is. */
function progressOf(change: BulkChange, step: Step, now: Date) {
  const began = {
    // A file is looked at when the last of it has come.
    checking: change.heardAt ?? change.createdAt,
    posting: change.appliedAt,
    undoing: change.undoAt,
  }[step as string];
  if (!began) return null;
  const { done } = change;
  const seconds = Math.max(1, (+now - +began) / 1000);
  const perSecond = done / seconds;
  // How many members a selection holds is known at the end of its checking.
  const total = step === 'checking' && change.selection !== null ? null : change.rows;
  const secondsLeft = total !== null && perSecond > 0 ? (total - done) / perSecond : null;
  return {
    done: total === null ? done : Math.min(done, total),
    total,
    perSecond: Math.round(perSecond) || null,
    secondsLeft: secondsLeft === null ? null : Math.max(0, Math.round(secondsLeft)),
  };
}

/** Null where there is no such change. */
export async function readShownChange(shopId: number, id: string, now: Date) {
  const change = await readChange(shopId, id);
  if (!change) return null;
  const step = stepOf(change);
  const { name, source, reason, rows, badRows, short, problems, kept, keptRows } = change;
  return {
    ...{ id, step, name, source, reason, rows, badRows, short, problems, kept, keptRows },
    progress: progressOf(change, step, now),
    each: change.selection?.points ?? null,
    points: Number(change.points),
    postedAt: change.appliedAt?.toISOString() ?? null,
    undonePoints: Number(change.undonePoints),
  };
}
export type ShownChange = NonNullable<Awaited<ReturnType<typeof readShownChange>>>;

/** The newest changes, for a list. */
export async function readShownChanges(shopId: number) {
  return (await readChanges(shopId)).map((change) => ({
    id: change.id,
    title: change.source === 'selection' ? change.reason || 'Change' : change.name || 'File',
    isFile: change.source !== 'selection',
    rows: change.rows,
    points: Number(change.points),
    createdAt: change.createdAt.toISOString(),
    step: stepOf(change),
    percent: arrivedPercent(change),
  }));
}

/** How much of a file has come; null where that is not known, or it is all here. */
function arrivedPercent({ arrivedAt, bytes, size }: BulkChange): number | null {
  if (arrivedAt !== null || size === null || size === 0n) return null;
  return Math.min(99, Number((bytes * 100n) / size));
}
export type ListedChange = Awaited<ReturnType<typeof readShownChanges>>[number];
