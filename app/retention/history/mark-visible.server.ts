// Marks rows that were written in bulk as visible to all. Until that is done, an index that holds
// all that is asked for does not spare PostgreSQL the rows, and autovacuum may come minutes later.
import { pool } from '../../db.server.ts';

/**
 * Costs about as much as reading what was written since the last time. Leaves a table alone that is
 * being vacuumed. Outside of any transaction.
 */
export async function markVisible(
  ...tables: readonly ('orders' | 'order_line' | 'customer_summary')[]
): Promise<void> {
  await pool.query(`VACUUM (SKIP_LOCKED, INDEX_CLEANUP off, TRUNCATE off) ${tables.join(', ')}`);
}
