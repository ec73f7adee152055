import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'コードを一桁ずつおっしゃるか、キーパッドをご利用ください。';
const RETRY = 'もう一度、認証アプリのコードを一桁ずつおっしゃるか、キーパッドをご利用ください。';

export const ja: PromptCatalogue = {
  first: () => '認証アプリのコードを一桁ずつおっしゃるか、キーパッドで入力してください。',
  retry: () => RETRY,
  mismatched: (args) =>
    `申し訳ありません。コードが一致しませんでした。${attemptsLeft(args, '入力できるのはあと一回です。', (left) => `入力できるのはあと${left}回です。`)} ${AGAIN}`,
  reused: () =>
    'そのコードは使用済みです。アプリに次のコードが表示されてからおっしゃるか、キーパッドをご利用ください。',
  exhausted: () => '申し訳ありません。コードを確認できませんでした。',
  enroll: () => 'このアカウントを認証アプリに追加し、表示されたコードを入力してください。',
  'enroll-retry': () => '認証アプリに今表示されているコードを入力してください。',
  'unusable.no-digits': () => `申し訳ありません。数字が聞き取れませんでした。 ${AGAIN}`,
  'unusable.too-few': () => `聞き取れた数字がコードの桁数より少ないようです。 ${AGAIN}`,
  'unusable.too-many': () => `聞き取れた数字がコードの桁数より多いようです。 ${AGAIN}`,
  'unusable.ambiguous': () => `申し訳ありません。数字をはっきり聞き取れませんでした。 ${AGAIN}`,
  'unusable.canceled': () =>
    'かしこまりました。続ける場合は、コードを一桁ずつおっしゃるか、キーパッドをご利用ください。',
  'unusable.masked': () => '申し訳ありません。数字が隠された状態で届きました。キーパッドをご利用ください。',
};
