// A number that may lead to what it counts.
import { Link } from '@shopify/polaris';
import type { ReactNode } from 'react';

export function MaybeLink(props: {
  url: string | null | undefined;
  /** On a coloured ground. */
  isPlain?: boolean;
  children: ReactNode;
}) {
  const { url, isPlain = false, children } = props;
  if (!url) return children;
  return (
    <Link url={url} monochrome={isPlain} removeUnderline={isPlain}>
      {children}
    </Link>
  );
}
