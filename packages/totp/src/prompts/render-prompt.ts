import { createPromptRenderer } from '@authfactor/factor';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fa } from './fa.ts';
import { fr } from './fr.ts';
import { hi } from './hi.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import { nl } from './nl.ts';
import { pt } from './pt.ts';
import { zh } from './zh.ts';

const CATALOGUES = { ar, de, en, es, fa, fr, hi, it, ja, ko, nl, pt, zh };

export const renderPrompt = createPromptRenderer('totp', CATALOGUES);
