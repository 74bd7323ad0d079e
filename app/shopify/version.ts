// The Admin API version that every call and every document is written for. tests/tidy.test.ts holds
// the tomls against it.
export const apiVersion = '2026-10';
