import { attemptsLeft } from './attempts-left.ts';
import type { PromptCatalogue } from './catalogue.ts';

const AGAIN = 'لطفا شش رقم را یکی‌یکی بگویید، یا از صفحه‌کلید استفاده کنید.';
const RETRY = 'لطفا رمز شش رقمی خود را دوباره رقم به رقم بگویید، یا از صفحه‌کلید استفاده کنید.';

export const fa: PromptCatalogue = {
  first: () => 'لطفا رمز شش رقمی خود را رقم به رقم بگویید، یا با صفحه‌کلید وارد کنید.',
  retry: () => RETRY,
  mismatched: (args) =>
    `متاسفم، این رمز مطابقت نداشت.${attemptsLeft(args, 'یک فرصت دیگر دارید.', (left) => `${left} فرصت دیگر دارید.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'متاسفم، نتوانستم رمز شما را تایید کنم.',
  enroll: () => 'لطفا یک رمز شش رقمی انتخاب کنید و آن را دو بار وارد کنید.',
  'enroll-retry': () => 'لطفا رمز شش رقمی دیگری انتخاب کنید و آن را دو بار وارد کنید.',
  'unusable.no-digits': () => `متاسفم، رقمی نشنیدم. ${AGAIN}`,
  'unusable.too-few': () => `کمتر از شش رقم شنیدم. ${AGAIN}`,
  'unusable.too-many': () => `بیشتر از شش رقم شنیدم. ${AGAIN}`,
  'unusable.ambiguous': () => `متاسفم، رقم‌ها را درست متوجه نشدم. ${AGAIN}`,
  'unusable.canceled': () => 'باشه. برای ادامه، شش رقم را یکی‌یکی بگویید، یا از صفحه‌کلید استفاده کنید.',
  'unusable.masked': () => 'متاسفم، رقم‌های شما پیش از رسیدن به من پنهان شدند. لطفا از صفحه‌کلید استفاده کنید.',
};
