import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = '请逐位说出验证码，或使用键盘。';
const RETRY = '请再次逐位说出身份验证器应用中的验证码，或使用键盘。';

export const zh: PromptCatalogue = {
  first: () => '请逐位说出身份验证器应用中的验证码，或用键盘输入。',
  retry: () => RETRY,
  mismatched: (args) =>
    `抱歉，验证码不匹配。${attemptsLeft(args, '您还有一次机会。', (left) => `您还有${left}次机会。`)} ${AGAIN}`,
  reused: () => '该验证码已经用过。请等应用显示下一个验证码后再说出，或使用键盘。',
  exhausted: () => '抱歉，我无法验证您的验证码。',
  enroll: () => '请将此账户添加到您的身份验证器应用，并输入应用显示的验证码。',
  'enroll-retry': () => '请输入身份验证器应用当前显示的验证码。',
  'unusable.no-digits': () => `抱歉，我没有听到数字。 ${AGAIN}`,
  'unusable.too-few': () => `我听到的数字少于验证码的位数。 ${AGAIN}`,
  'unusable.too-many': () => `我听到的数字多于验证码的位数。 ${AGAIN}`,
  'unusable.ambiguous': () => `抱歉，我没能听清数字。 ${AGAIN}`,
  'unusable.canceled': () => '好的。如需继续，请逐位说出验证码，或使用键盘。',
  'unusable.masked': () => '抱歉，数字在传到我这里之前被隐藏了。请使用键盘。',
};
