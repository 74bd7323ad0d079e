// Asks before something that cannot be undone. It opens only on a click.
import { Modal, Text } from '@shopify/polaris';
import { type ReactNode, useState } from 'react';

export type Confirmation = {
  title: string;
  /** What will happen, and what will not. */
  children: ReactNode;
  /** The verb on the button: 'Archive'. */
  verb: string;
  isDestructive?: boolean;
  onConfirm: () => void;
};

/** `ask` opens the question; `modal` belongs anywhere on the page. */
export function useConfirm(confirmation: Confirmation): { ask: () => void; modal: ReactNode } {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const modal = (
    <Modal
      open={isOpen}
      onClose={close}
      title={confirmation.title}
      primaryAction={{
        content: confirmation.verb,
        destructive: confirmation.isDestructive ?? false,
        onAction: () => {
          close();
          confirmation.onConfirm();
        },
      }}
      secondaryActions={[{ content: 'Cancel', onAction: close }]}
    >
      <Modal.Section>
        <Text as="p">{confirmation.children}</Text>
      </Modal.Section>
    </Modal>
  );
  return { ask: () => setIsOpen(true), modal };
}
