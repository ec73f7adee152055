import { checkModel } from './check-model.ts';
import { GUESSES } from './scenarios/guesses.ts';

checkModel('attempts are compared no more often than they may be, and count as often as they were', GUESSES);
