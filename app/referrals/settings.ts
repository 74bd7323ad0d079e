// What the merchant chooses about referrals.
import { z } from 'zod';

const wholeNumber = (least: number, most: number) => {
  const error = `A whole number from ${least} to ${most.toLocaleString('en')}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

const words = z.object({ subject: z.string().max(150), text: z.string().max(600) });

export const settingsSchema = z.object({
  isOn: z.boolean().default(false),
  /** What the friend gets: a reward of the shop, without points. */
  friendRewardId: z.uuid().nullable().default(null),
  /** What the advocate gets once the friend's order is safe. */
  advocate: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('points'), points: wholeNumber(1, 1_000_000) }),
      z.object({ kind: z.literal('reward'), rewardId: z.uuid() }),
    ])
    .default({ kind: 'points', points: 500 }),
  /** Days after payment in which a return takes the referral back. */
  holdDays: wholeNumber(0, 180).default(14),
  /** Referrals that an advocate is rewarded for in 30 days. */
  perMonth: wholeNumber(1, 1000).default(10),
  /** Friends that may come from one network address in a day. */
  perAddress: wholeNumber(1, 1000).default(3),
  /** What members share, by language; {url} stands for the link. */
  shareTexts: z.record(z.string(), words).default({}),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** What members share where the merchant wrote nothing, by language. */
export const SHARE_TEXTS: Record<string, z.output<typeof words>> = {
  en: { subject: 'A gift for you', text: 'I like this shop. This link has a gift for you: {url}' },
  cs: {
    subject: 'Dárek pro tebe',
    text: 'Tenhle obchod mám rád. V odkazu je pro tebe dárek: {url}',
  },
  nb: {
    subject: 'En gave til deg',
    text: 'Jeg liker denne butikken. Her er en gave til deg: {url}',
  },
  uk: {
    subject: 'Подарунок для тебе',
    text: 'Мені подобається цей магазин. Тут подарунок для тебе: {url}',
  },
  th: { subject: 'ของขวัญสำหรับคุณ', text: 'ฉันชอบร้านนี้ ลิงก์นี้มีของขวัญสำหรับคุณ: {url}' },
  he: { subject: 'מתנה בשבילך', text: 'אני אוהב את החנות הזאת. בקישור מחכה לך מתנה: {url}' },
  de: {
    subject: 'Ein Geschenk für dich',
    text: 'Ich mag diesen Laden. Hinter dem Link ist ein Geschenk für dich: {url}',
  },
  fr: {
    subject: 'Un cadeau pour toi',
    text: 'J’aime cette boutique. Ce lien t’offre un cadeau : {url}',
  },
};

/** The merchant's share text in a language, else ours, else English; with the link in it. */
export function shareTextOf(settings: Settings, locale: string, url: string) {
  const [base = 'en'] = locale.split('-');
  const own = settings.shareTexts[locale] ?? settings.shareTexts[base];
  const { subject, text } = own ?? SHARE_TEXTS[base === 'no' ? 'nb' : base] ?? SHARE_TEXTS.en!;
  const withLink = text.includes('{url}') ? text.replaceAll('{url}', url) : `${text} ${url}`;
  return { subject, text: withLink };
}
