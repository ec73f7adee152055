import { checkModel } from './check-model.ts';
import { DEVICES } from './scenarios/devices.ts';

checkModel('a device is asked once, and what it says is taken once', DEVICES);
