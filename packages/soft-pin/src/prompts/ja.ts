import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = '六桁の数字を一桁ずつおっしゃるか、キーパッドをご利用ください。';
const RETRY = 'もう一度、六桁の暗証番号を一桁ずつおっしゃるか、キーパッドをご利用ください。';

export const ja: PromptCatalogue = {
  first: () => '六桁の暗証番号を一桁ずつおっしゃるか、キーパッドで入力してください。',
  retry: () => RETRY,
  mismatched: (args) =>
    `申し訳ありません。暗証番号が一致しませんでした。${attemptsLeft(args, '入力できるのはあと一回です。', (left) => `入力できるのはあと${left}回です。`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => '申し訳ありません。暗証番号を確認できませんでした。',
  enroll: () => '六桁の暗証番号を決めて、二回入力してください。',
  'enroll-retry': () => '別の六桁の暗証番号を決めて、二回入力してください。',
  'unusable.no-digits': () => `申し訳ありません。数字が聞き取れませんでした。 ${AGAIN}`,
  'unusable.too-few': () => `聞き取れた数字が六桁より少ないようです。 ${AGAIN}`,
  'unusable.too-many': () => `聞き取れた数字が六桁より多いようです。 ${AGAIN}`,
  'unusable.ambiguous': () => `申し訳ありません。数字をはっきり聞き取れませんでした。 ${AGAIN}`,
  'unusable.canceled': () =>
    'かしこまりました。続ける場合は、六桁の数字を一桁ずつおっしゃるか、キーパッドをご利用ください。',
  'unusable.masked': () => '申し訳ありません。数字が隠された状態で届きました。キーパッドをご利用ください。',
};
