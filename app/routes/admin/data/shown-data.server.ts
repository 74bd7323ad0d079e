// The page "Data" as text and plain numbers for the browser.
import { decimalText } from '#app/basics/money.ts';
import type { readDeleted } from '#app/loyalty/members/read-deleted.server.ts';
import type { readRefused } from '#app/loyalty/members/read-refused.server.ts';
import { GUEST } from '#app/sync/privacy/named-person.server.ts';
import type { DataPage } from '#app/sync/read-data-page.server.ts';
import { isLine, issueWords, refusedWords, sourceWords, subjectWords } from './issue-words.ts';
import { withheldWords } from './withheld-words.ts';

type Members = {
  refused: Awaited<ReturnType<typeof readRefused>>;
  deleted: Awaited<ReturnType<typeof readDeleted>>;
};

export function shownData(page: DataPage, { refused, deleted }: Members, now: Date) {
  const { counts, webhooks, budget } = page;
  return {
    counts: {
      orders: Number(counts.orders),
      guests: Number(counts.guests),
      customers: Number(counts.customers),
      products: Number(counts.products),
    },
    withheld: withheldWords(page.shop.withheld),
    historyFrom: page.shop.historyFrom?.toISOString() ?? null,
    freshTo: page.freshTo?.toISOString() ?? null,
    import: shownImport(page.import),
    reconcile: { at: page.reconcile.at?.toISOString() ?? null, found: page.reconcile.found },
    webhooks: {
      received: Number(webhooks.received),
      pending: Number(webhooks.pending),
      oldestPendingAt: webhooks.oldestPendingAt?.toISOString() ?? null,
      waitingMs: now.getTime() - (webhooks.oldestPendingAt ?? now).getTime(),
      medianMs: webhooks.medianMs,
      p99Ms: webhooks.p99Ms,
    },
    budget,
    openIssues: Number(page.openIssues),
    issues: page.issues.map((issue) => ({
      id: issue.id.toString(),
      source: sourceWords(issue.source),
      subject: subjectWords(issue.subject),
      reason: issueWords(issue.reason),
      lastSeenAt: issue.lastSeenAt.toISOString(),
      times: issue.times,
      canRetry: issue.canRetry,
      isLine: isLine(issue.subject),
    })),
    refused: {
      count: refused.count,
      members: refused.members.map((member) => ({
        accountId: member.accountId.toString(),
        customerId: member.customerId.toString(),
        what: refusedWords(member),
        at: member.at.toISOString(),
      })),
    },
    deleted: {
      count: deleted.count,
      points: Number(deleted.points),
      members: deleted.members.map((member) => ({
        accountId: member.accountId.toString(),
        customerId: member.customerId.toString(),
        points: Number(member.points),
        at: member.at.toISOString(),
      })),
    },
    months: page.months.map((month) => ({
      month: month.month,
      currency: month.currency,
      ourOrders: Number(month.ourOrders),
      theirOrders: Number(month.theirOrders),
      ourTotal: decimalText(month.ourTotal, month.currency),
      theirTotal: decimalText(month.theirTotal, month.currency),
      repaired: month.repaired,
    })),
    dataFiles: page.dataFiles.map((file) => ({
      id: file.id,
      customerId: file.customerId === GUEST ? null : file.customerId.toString(),
      requestedAt: file.requestedAt.toISOString(),
      downloadedAt: file.downloadedAt?.toISOString() ?? null,
    })),
  };
}

export type ShownData = ReturnType<typeof shownData>;

function shownImport(overview: DataPage['import']) {
  if (!overview) return null;
  const { progress } = overview;
  return {
    startedAt: overview.startedAt.toISOString(),
    finishedAt: overview.finishedAt?.toISOString() ?? null,
    phase: progress.phase,
    done: Number(progress.objectsDone),
    total: progress.objectsTotal === null ? null : Number(progress.objectsTotal),
    perSecond: progress.ratePerSecond,
    secondsLeft: progress.secondsLeft,
    failures: progress.failures,
  };
}
