// The doors of contract.ts, by the last part of the URL: what each takes, how often, and which act
// or read answers.

import type { z } from 'zod';
import type { Ok, Refused } from '#app/basics/outcome.ts';
import type { Money } from '#app/shoppers/contract.ts';
import type { Pace } from '#app/shoppers/rate.ts';
import type { Asking } from '#app/shoppers/read-wallet.server.ts';
import { requests } from '#app/shoppers/requests.ts';
import { earn, enterCode, told } from './acting.server.ts';
import { answerSurvey } from './asking.server.ts';
import { birthday, estimate, join, orderPoints } from './earning.server.ts';
import { checkAnswer, fit } from './fitting.server.ts';
import { cancel, codeAnswer, redeem, replace } from './redeeming.server.ts';
import { claim, offer, wallet } from './referring.server.ts';

export type Caller = Asking & {
  /** The shopper's network address, where it is known. */
  network: string | null;
};
export type Refusal = Refused<string, { missing?: bigint | number | Money }>;

/** What a refusal says is missing, as JSON: points as a number, money as it is. */
export const missingOf = ({ missing }: Refusal): { missing?: number | Money } =>
  missing ? { missing: typeof missing === 'bigint' ? Number(missing) : missing } : {};

export type Door<Input = never> = {
  method: 'GET' | 'POST';
  request: z.ZodType<Input>;
  pace: Pace;
  /** Answered for guests too. */
  isOpen: boolean;
  /** What a nonce is spent on; null: this changes nothing and needs none. */
  purpose: ((input: Input) => string) | null;
  answer: (caller: Caller, input: Input) => Promise<Ok<unknown> | Refusal>;
};

const door = <Input>(definition: Door<Input>): Door<never> => definition as unknown as Door<never>;

const looking: Pace = { burst: 60, perMinute: 120 };
const changing: Pace = { burst: 10, perMinute: 20 };
/** Nobody enters many codes, but who guesses. */
const guessing: Pace = { burst: 5, perMinute: 5 };
/** Every one of these costs the merchant a code. */
const rare: Pace = { burst: 5, perMinute: 2 };

export const doors: Record<string, Door<never>> = {
  wallet: door({
    method: 'GET',
    request: requests.wallet,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: wallet,
  }),
  redemption: door({
    method: 'GET',
    request: requests.redemption,
    pace: looking,
    isOpen: false,
    purpose: null,
    answer: (caller, { id }) => codeAnswer(caller, id),
  }),
  order: door({
    method: 'GET',
    request: requests.order,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: orderPoints,
  }),
  estimate: door({
    method: 'POST',
    request: requests.estimate,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: estimate,
  }),
  join: door({
    method: 'POST',
    request: requests.join,
    pace: changing,
    isOpen: false,
    purpose: () => 'join',
    answer: join,
  }),
  earn: door({
    method: 'POST',
    request: requests.earn,
    pace: changing,
    isOpen: false,
    purpose: ({ id }) => `earn/${id}`,
    answer: earn,
  }),
  code: door({
    method: 'POST',
    request: requests.code,
    pace: guessing,
    isOpen: false,
    purpose: ({ code }) => `code/${code}`,
    answer: enterCode,
  }),
  told: door({
    method: 'POST',
    request: requests.told,
    pace: changing,
    isOpen: false,
    purpose: ({ id }) => `told/${id}`,
    answer: told,
  }),
  birthday: door({
    method: 'POST',
    request: requests.birthday,
    pace: changing,
    isOpen: false,
    purpose: ({ birthday: told }) => `birthday/${told}`,
    answer: birthday,
  }),
  survey: door({
    method: 'POST',
    request: requests.survey,
    pace: changing,
    isOpen: true,
    purpose: null,
    answer: answerSurvey,
  }),
  check: door({
    method: 'POST',
    request: requests.check,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: checkAnswer,
  }),
  fit: door({
    method: 'POST',
    request: requests.fit,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: fit,
  }),
  redeem: door({
    method: 'POST',
    request: requests.redeem,
    pace: changing,
    isOpen: false,
    purpose: ({ id }) => `redeem/${id}`,
    answer: redeem,
  }),
  cancel: door({
    method: 'POST',
    request: requests.cancel,
    pace: changing,
    isOpen: false,
    purpose: ({ id }) => `cancel/${id}`,
    answer: cancel,
  }),
  replace: door({
    method: 'POST',
    request: requests.replace,
    pace: changing,
    isOpen: false,
    purpose: ({ newId }) => `replace/${newId}`,
    answer: replace,
  }),
  offer: door({
    method: 'GET',
    request: requests.offer,
    pace: looking,
    isOpen: true,
    purpose: null,
    answer: offer,
  }),
  referral: door({
    method: 'POST',
    request: requests.referral,
    pace: rare,
    isOpen: true,
    purpose: ({ code, email }) => `referral/${code}/${email}`,
    answer: claim,
  }),
};
