// The form about referrals: the settings as text fields, and back.
import { type Settings, type SettingsInput, SHARE_TEXTS } from '#app/referrals/settings.ts';

/** `subject-cs`, `text-cs` and so on: the merchant's own; empty where ours is used. */
type ShareDraft = { [Field in `subject-${string}` | `text-${string}`]: string };

export type SettingsDraft = ShareDraft & {
  isOn: string;
  friendRewardId: string;
  advocateKind: string;
  points: string;
  advocateRewardId: string;
  holdDays: string;
  perMonth: string;
  perAddress: string;
};

export const SHARE_LANGUAGES = Object.keys(SHARE_TEXTS);

export function settingsDraft(settings: Settings): SettingsDraft {
  const { advocate, shareTexts } = settings;
  const share: ShareDraft = {};
  for (const language of SHARE_LANGUAGES) {
    share[`subject-${language}`] = shareTexts[language]?.subject ?? '';
    share[`text-${language}`] = shareTexts[language]?.text ?? '';
  }
  return {
    ...share,
    isOn: settings.isOn ? 'on' : 'off',
    friendRewardId: settings.friendRewardId ?? '',
    advocateKind: advocate.kind,
    points: advocate.kind === 'points' ? String(advocate.points) : '500',
    advocateRewardId: advocate.kind === 'reward' ? advocate.rewardId : '',
    holdDays: String(settings.holdDays),
    perMonth: String(settings.perMonth),
    perAddress: String(settings.perAddress),
  };
}

/** What the form asks to be saved; what it does not show stays. The act checks it. */
export function settingsInput(form: Record<string, string>, before: Settings): SettingsInput {
  return {
    ...before,
    isOn: form.isOn === 'on',
    friendRewardId: form.friendRewardId || null,
    advocate:
      form.advocateKind === 'reward'
        ? { kind: 'reward', rewardId: form.advocateRewardId ?? '' }
        : { kind: 'points', points: numberOf(form.points) },
    holdDays: numberOf(form.holdDays),
    perMonth: numberOf(form.perMonth),
    perAddress: numberOf(form.perAddress),
    shareTexts: shareTextsOf(form, before.shareTexts),
  };
}

/** An empty field is no number; the act says which numbers are good. */
const numberOf = (text = '') => (text.trim() === '' ? Number.NaN : Number(text));

/** Half a text is completed with ours, so that a message never lacks its subject. */
function shareTextsOf(form: Record<string, string>, before: Settings['shareTexts']) {
  const texts = { ...before };
  for (const language of SHARE_LANGUAGES) {
    const subject = form[`subject-${language}`]?.trim() ?? '';
    const text = form[`text-${language}`]?.trim() ?? '';
    const ours = SHARE_TEXTS[language]!;
    if (subject === '' && text === '') delete texts[language];
    else texts[language] = { subject: subject || ours.subject, text: text || ours.text };
  }
  return texts;
}
