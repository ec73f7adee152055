import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = '숫자 여섯 개를 하나씩 말씀하시거나 키패드를 이용해 주세요.';
const RETRY = '여섯 자리 비밀번호를 다시 한 자리씩 말씀하시거나 키패드를 이용해 주세요.';

export const ko: PromptCatalogue = {
  first: () => '여섯 자리 비밀번호를 한 자리씩 말씀하시거나 키패드로 입력해 주세요.',
  retry: () => RETRY,
  mismatched: (args) =>
    `죄송합니다. 비밀번호가 일치하지 않습니다.${attemptsLeft(args, '한 번 더 시도하실 수 있습니다.', (left) => `${left}번 더 시도하실 수 있습니다.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => '죄송합니다. 비밀번호를 확인할 수 없었습니다.',
  enroll: () => '여섯 자리 비밀번호를 정해서 두 번 입력해 주세요.',
  'enroll-retry': () => '다른 여섯 자리 비밀번호를 정해서 두 번 입력해 주세요.',
  'unusable.no-digits': () => `죄송합니다. 숫자를 듣지 못했습니다. ${AGAIN}`,
  'unusable.too-few': () => `여섯 자리보다 적게 들렸습니다. ${AGAIN}`,
  'unusable.too-many': () => `여섯 자리보다 많이 들렸습니다. ${AGAIN}`,
  'unusable.ambiguous': () => `죄송합니다. 숫자를 정확히 알아듣지 못했습니다. ${AGAIN}`,
  'unusable.canceled': () => '알겠습니다. 계속하시려면 숫자 여섯 개를 하나씩 말씀하시거나 키패드를 이용해 주세요.',
  'unusable.masked': () => '죄송합니다. 숫자가 가려진 채로 전달되었습니다. 키패드를 이용해 주세요.',
};
