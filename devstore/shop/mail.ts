// Mail that the shop or the app sends; it is caught here and read at the mail catcher.
import type { Mail } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** Keeps a mail. */
export function sendMail(
  store: Store,
  mail: Pick<Mail, 'html' | 'subject' | 'text' | 'to'> & { from?: string },
): Mail {
  return store.mails.put({
    ...mail,
    id: store.nextId('other'),
    from: mail.from ?? store.shop().email,
    sentAt: store.now(),
  });
}

/** Newest first. */
export function listMails(store: Store, limit = 100): Mail[] {
  return store.mails.where('true ORDER BY id DESC LIMIT ?', limit);
}
