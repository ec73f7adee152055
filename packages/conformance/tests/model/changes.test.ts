import { checkModel } from './check-model.ts';
import { CHANGES } from './scenarios/changes.ts';

checkModel('a success is of the credential that stands, and in the log', CHANGES);
