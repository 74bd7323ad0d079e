// The form about referrals: the settings as text fields, and back.
import type { Settings, SettingsInput } from '#app/referrals/settings.ts';

export type SettingsDraft = {
  isOn: string;
  friendRewardId: string;
  advocateKind: string;
  points: string;
  advocateRewardId: string;
  holdDays: string;
  perMonth: string;
  perAddress: string;
};

export function settingsDraft(settings: Settings): SettingsDraft {
  const { advocate } = settings;
  return {
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
        : { kind: 'points', points: Number(form.points) },
    holdDays: Number(form.holdDays),
    perMonth: Number(form.perMonth),
    perAddress: Number(form.perAddress),
  };
}
