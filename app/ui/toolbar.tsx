// A row of controls between cards. On narrow screens cards reach the edges and this keeps its
// distance.
import { Box, InlineStack } from '@shopify/polaris';
import type { ReactNode } from 'react';

export function Toolbar({ children }: { children: ReactNode }) {
  return (
    <Box paddingInline={{ xs: '400', sm: '0' }}>
      <InlineStack align="space-between" blockAlign="center" gap="200">
        {children}
      </InlineStack>
    </Box>
  );
}
