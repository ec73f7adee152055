import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = '请逐位说出六位数字，或使用键盘。';
const RETRY = '请再次逐位说出您的六位数密码，或使用键盘。';

export const zh: PromptCatalogue = {
  first: () => '请逐位说出您的六位数密码，或用键盘输入。',
  retry: () => RETRY,
  mismatched: (args) =>
    `抱歉，密码不匹配。${attemptsLeft(args, '您还有一次机会。', (left) => `您还有${left}次机会。`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => '抱歉，我无法验证您的密码。',
  enroll: () => '请设置一个六位数密码，并输入两次。',
  'enroll-retry': () => '请另设一个六位数密码，并输入两次。',
  'unusable.no-digits': () => `抱歉，我没有听到数字。 ${AGAIN}`,
  'unusable.too-few': () => `我听到的数字少于六位。 ${AGAIN}`,
  'unusable.too-many': () => `我听到的数字多于六位。 ${AGAIN}`,
  'unusable.ambiguous': () => `抱歉，我没能听清数字。 ${AGAIN}`,
  'unusable.canceled': () => '好的。如需继续，请逐位说出六位数字，或使用键盘。',
  'unusable.masked': () => '抱歉，数字在传到我这里之前被隐藏了。请使用键盘。',
};
