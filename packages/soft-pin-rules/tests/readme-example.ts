import { checkPin } from '@authfactor/soft-pin-rules';

export const allowed = checkPin('482915'); // []
export const refused = checkPin('921235'); // [{ rule: 'sequence', message: 'Do not use more than two digits …' }]
