import { checkModel } from './check-model.ts';
import { REPEATS } from './scenarios/repeats.ts';

checkModel('one request id has one comparison and one outcome, and what has ended stays so', REPEATS);
