// Short messages at the bottom of the admin.

type Toast = { id: string; message: string; isError: boolean; action?: string; ms: number };

export function showToast(
  { id, message, isError, action, ms }: Toast,
  tell: (kind: 'toastAction' | 'toastDismissed') => void,
): void {
  const toast = document.createElement('div');
  toast.className = isError ? 'toast toast--error' : 'toast';
  toast.dataset.toast = id;
  toast.setAttribute('role', isError ? 'alert' : 'status');
  toast.append(message);
  if (action) toast.append(button(action, () => tell('toastAction')));
  toast.append(button('Dismiss', () => end()));
  const end = () => {
    if (!toast.isConnected) return;
    toast.remove();
    tell('toastDismissed');
  };
  document.getElementById('toasts')?.append(toast);
  setTimeout(end, ms);
}

export function hideToast(id: string): void {
  document.querySelector(`[data-toast="${CSS.escape(id)}"]`)?.remove();
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', press);
  return made;
}
