// `includeFields`: only the named fields of a payload are sent, nested ones by their path.

type Payload = Record<string, unknown>;

/** `['id', 'customer.id', 'line_items.quantity']` of a payload; an empty list means all of it. */
export function pickFields(payload: Payload, fields: string[]): Payload {
  if (fields.length === 0) return payload;
  const tree = new Map<string, Branch>();
  for (const field of fields) {
    let branch = tree;
    const names = field.split('.');
    names.forEach((name, index) => {
      const isLast = index === names.length - 1;
      const existing = branch.get(name);
      if (existing === 'all') return;
      if (isLast) branch.set(name, 'all');
      else {
        const next = existing ?? new Map<string, Branch>();
        branch.set(name, next);
        branch = next;
      }
    });
  }
  return pick(payload, tree) as Payload;
}

type Branch = Map<string, Branch> | 'all';

function pick(value: unknown, tree: Map<string, Branch>): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, tree));
  if (value === null || typeof value !== 'object') return value;
  const picked: Payload = {};
  for (const [name, branch] of tree) {
    const inner = (value as Payload)[name];
    if (inner === undefined) continue;
    picked[name] = branch === 'all' ? inner : pick(inner, branch);
  }
  return picked;
}
