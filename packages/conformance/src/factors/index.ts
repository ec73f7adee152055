export { PROMPT_LANGUAGES, type PromptLanguage, promptViolations } from './prompt-violations.ts';
export { createScriptedDevice, type ScriptedDevice, type ScriptedDeviceOptions } from './scripted-device.ts';
export {
  createScriptedFactor,
  DAMAGED_RECORD,
  type ScriptedFactor,
  type ScriptedFactorOptions,
} from './scripted-factor.ts';
