import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classEdges, classOf, RFM_GROUPS, rfmEdges, rfmGroup, rfmOf } from './rfm.ts';

describe('RFM', () => {
  it('makes five equal classes where it can', () => {
    const values = Array.from({ length: 10 }, (_, i) => 10 - i);
    const edges = classEdges(values);
    expect(values.map((value) => classOf(value, edges))).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
  });

  it('gives ties the better class, and fewer classes where there are fewer values', () => {
    const values = [3, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const edges = classEdges(values);
    // The best of the tied stands on the second place of ten.
    expect(values.map((value) => classOf(value, edges))).toEqual(Array(10).fill(5));
    const rarer = [9, 8, 7, 1, 1, 1, 1, 1, 1, 1];
    const others = classEdges(rarer);
    expect(rarer.map((value) => classOf(value, others))).toEqual([5, 5, 4, ...Array(7).fill(4)]);
  });

  it('never ranks a better value below a worse one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), (values) => {
        const sorted = values.sort((a, b) => b - a);
        const edges = classEdges(sorted);
        const classes = sorted.map((value) => classOf(value, edges));
        expect(classes).toEqual([...classes].sort((a, b) => b - a));
        expect(classes[0]).toBe(5);
        expect(new Set(classes).size).toBeLessThanOrEqual(new Set(values).size);
      }),
      { seed: 4 },
    );
  });

  it('names ten groups of buyers, and counts recency the other way round', () => {
    const named = new Set<string>();
    for (let r = 1; r <= 5; r++) {
      for (let f = 1; f <= 5; f++) for (let m = 1; m <= 5; m++) named.add(rfmGroup(r, f, m));
    }
    expect([...named].sort()).toEqual(RFM_GROUPS.filter((group) => group !== 'prospects').sort());
    const edges = rfmEdges([1, 10, 50, 200, 400], [9, 4, 3, 2, 1], [900, 400, 300, 200, 100]);
    expect(rfmOf(edges, 1, 9, 900)).toEqual({
      recency: 5,
      frequency: 5,
      monetary: 5,
      group: 'champions',
    });
    expect(rfmOf(edges, 400, 1, 100).group).toBe('dormant');
    expect(rfmOf(edges, 400, 9, 900).group).toBe('previously-loyal');
    expect(rfmOf(edges, 1, 1, 100).group).toBe('new');
  });
});
