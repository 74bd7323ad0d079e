// The form of a request, or a refusal in words: a body that no form of ours sends is nothing to
// fail at.

/**
 * Reads the fields and files of a posted form. Throws a Response (400) for a body that is no form,
 * and for text with a NUL, which PostgreSQL cannot keep.
 */
export async function readForm(request: Request): Promise<FormData> {
  const form = await request.formData().catch(() => refuse('The body is no form.'));
  for (const value of form.values()) {
    if (typeof value === 'string' && value.includes('\0')) refuse('A field holds a NUL.');
  }
  return form;
}

/** The query of a page. Throws a Response (400) where it holds a NUL. */
export function refuseNul(address: string): void {
  if (/%00/.test(address)) refuse('The address holds a NUL.');
}

function refuse(words: string): never {
  throw new Response(words, { status: 400, statusText: 'Bad Request' });
}
