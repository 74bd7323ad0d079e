// Saves files that the server makes. A plain link would come without App Bridge's session token.
import { useState } from 'react';
import { saveFrom, TryLater } from '#app/ui/plots/download.ts';
import { useToast } from '#app/ui/use-toast.ts';

/** `saving` is the address of the file under way, or null. A failure is told in a toast. */
export function useSaving() {
  const toast = useToast();
  const [saving, setSaving] = useState<string | null>(null);
  const save = async (url: string, name: string) => {
    setSaving(url);
    try {
      await saveFrom(url, name);
    } catch (error) {
      const isLater = error instanceof TryLater;
      const words = isLater ? error.message : 'The file could not be made. Try again.';
      toast(words, { isError: true });
    } finally {
      setSaving(null);
    }
  };
  return { saving, save };
}
