import { attemptsLeft } from './attempts-left.ts';
import type { PromptCatalogue } from './catalogue.ts';

const AGAIN = 'من فضلك قل الأرقام الستة واحدا تلو الآخر، أو استخدم لوحة المفاتيح.';
const RETRY = 'من فضلك قل رقمك السري مرة أخرى، رقما رقما، أو استخدم لوحة المفاتيح.';

export const ar: PromptCatalogue = {
  first: () => 'من فضلك قل رقمك السري المكون من ستة أرقام، رقما رقما، أو أدخله على لوحة المفاتيح.',
  retry: () => RETRY,
  mismatched: (args) =>
    `عذرا، الرقم السري غير مطابق.${attemptsLeft(args, 'بقيت لك محاولة واحدة.', (left) => `عدد المحاولات المتبقية: ${left}.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'عذرا، لم أتمكن من التحقق من رقمك السري.',
  enroll: () => 'من فضلك اختر رقما سريا من ستة أرقام وأدخله مرتين.',
  'enroll-retry': () => 'من فضلك اختر رقما سريا آخر من ستة أرقام وأدخله مرتين.',
  'unusable.no-digits': () => `عذرا، لم أسمع أي أرقام. ${AGAIN}`,
  'unusable.too-few': () => `سمعت أقل من ستة أرقام. ${AGAIN}`,
  'unusable.too-many': () => `سمعت أكثر من ستة أرقام. ${AGAIN}`,
  'unusable.ambiguous': () => `عذرا، لم أتمكن من تمييز الأرقام. ${AGAIN}`,
  'unusable.canceled': () => 'حسنا. للمتابعة قل الأرقام الستة واحدا تلو الآخر، أو استخدم لوحة المفاتيح.',
  'unusable.masked': () => 'عذرا، تم إخفاء أرقامك قبل أن تصل إلي. من فضلك استخدم لوحة المفاتيح.',
};
