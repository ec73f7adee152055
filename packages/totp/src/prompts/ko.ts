import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = '코드를 한 자리씩 말씀하시거나 키패드를 이용해 주세요.';
const RETRY = '인증 앱의 코드를 다시 한 자리씩 말씀하시거나 키패드를 이용해 주세요.';

export const ko: PromptCatalogue = {
  first: () => '인증 앱의 코드를 한 자리씩 말씀하시거나 키패드로 입력해 주세요.',
  retry: () => RETRY,
  mismatched: (args) =>
    `죄송합니다. 코드가 일치하지 않습니다.${attemptsLeft(args, '한 번 더 시도하실 수 있습니다.', (left) => `${left}번 더 시도하실 수 있습니다.`)} ${AGAIN}`,
  reused: () => '이미 사용된 코드입니다. 앱에 다음 코드가 나오면 말씀하시거나 키패드를 이용해 주세요.',
  exhausted: () => '죄송합니다. 코드를 확인할 수 없었습니다.',
  enroll: () => '이 계정을 인증 앱에 추가하고 앱에 표시된 코드를 입력해 주세요.',
  'enroll-retry': () => '인증 앱에 지금 표시된 코드를 입력해 주세요.',
  'unusable.no-digits': () => `죄송합니다. 숫자를 듣지 못했습니다. ${AGAIN}`,
  'unusable.too-few': () => `코드의 자릿수보다 적게 들렸습니다. ${AGAIN}`,
  'unusable.too-many': () => `코드의 자릿수보다 많이 들렸습니다. ${AGAIN}`,
  'unusable.ambiguous': () => `죄송합니다. 숫자를 정확히 알아듣지 못했습니다. ${AGAIN}`,
  'unusable.canceled': () => '알겠습니다. 계속하시려면 코드를 한 자리씩 말씀하시거나 키패드를 이용해 주세요.',
  'unusable.masked': () => '죄송합니다. 숫자가 가려진 채로 전달되었습니다. 키패드를 이용해 주세요.',
};
