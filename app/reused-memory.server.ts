// For modules that take millions of rows through the same few buffers.
import { setFlagsFromString } from 'node:v8';

/**
 * Memory of a network or a thread counts as new to V8, though it is always the same that goes
 * round: beside a small heap it would collect all of it again and again, and spend a core's sixth.
 */
setFlagsFromString('--external-memory-accounted-in-global-limit');

/**
 * What is a heap's limit depends on how much it held when it was collected last: between two pieces
 * that is little, and it would be collected at every piece again. Before the first time it is this
 * many megabytes, which a thread that keeps nothing never reaches.
 */
setFlagsFromString('--initial-old-space-size=48');
