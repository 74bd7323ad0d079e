// A row of controls or a line of text between cards. On narrow screens cards reach the edges and
// this keeps its distance.
import type { ReactNode } from 'react';

export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="toolbar">{children}</div>;
}
