import { testTable } from '../case-table.ts';

testTable(
  'de-DE',
  60,
  `
  481516    | vier acht eins fünf eins sechs
  481516    | Vier, acht, eins, fünf, eins, sechs.
  481516    | vier acht eins fuenf eins sechs
  481526    | vier acht eins fünf zwo sechs
  007007    | null null sieben null null sieben
  481516    | vier acht eins und fünf eins sechs
  481516    | vier acht eins Bindestrich fünf eins sechs
  481516    | die vier die acht die eins die fünf die eins die sechs
  # articles are not ones
  481516    | eine vier, eine acht, eine eins, eine fünf, eine eins, eine sechs
  too-few   | vier acht ein fünf ein sechs
  # units before tens, as one word or apart; NeMo ITN, cardinal
  481516    | achtundvierzig fünfzehn sechzehn
  481516    | acht und vierzig fünfzehn sechzehn
  481516    | Achtundvierzig, fünfzehn, sechzehn
  213141    | einundzwanzig einunddreißig einundvierzig
  213141    | ein und zwanzig ein und dreissig ein und vierzig
  480506    | achtundvierzig null fünf null sechs
  481516    | achtundvierzigfünfzehnsechzehn
  203456    | zwanzig drei vier fünf sechs
  too-few   | dreiundzwanzig vier fünf sechs
  too-few   | drei und zwanzig vier fünf sechs
  203040    | zwanzig dreißig vierzig
  # full cardinals
  481516    | vierhunderteinundachtzigtausendfünfhundertsechzehn
  481516    | vierhunderteinundachtzig tausend fünfhundert sechzehn
  481516    | vier hundert ein und achtzig tausend fünf hundert sechzehn
  123456    | hundertdreiundzwanzigtausendvierhundertsechsundfünfzig
  481516    | vierhunderteinundachtzig fünfhundertsechzehn
  100200    | einhunderttausendzweihundert
  too-few   | vierhundert fünfzehn
  # doubles
  443567    | zweimal die vier, drei fünf sechs sieben
  443567    | zwei mal die vier drei fünf sechs sieben
  007115    | doppel null sieben doppel eins fünf
  555123    | dreimal die fünf eins zwei drei
  444123    | drei Vieren eins zwei drei
  001234    | zwei Nullen eins zwei drei vier
  ambiguous | vier zweimal acht fünf sechs sieben
  441234    | vier doppelt, eins zwei drei vier
  # fillers and carriers
  481516    | äh, meine PIN ist vier acht eins fünf eins sechs
  481516    | meine sechsstellige PIN ist vier acht eins fünf eins sechs
  481516    | meine 6-stellige PIN lautet 481516
  481516    | die Geheimzahl mit sechs Ziffern lautet vier acht eins fünf eins sechs, danke
  481516    | also, das ist die vier acht eins, ähm, fünf eins sechs
  481516    | ich glaube es ist vier acht eins fünf eins sechs
  481516    | einen Moment bitte, vier acht eins fünf eins sechs
  481516    | Guten Tag, mein Code ist 48 15 16
  481516    | der Adler sagt vier acht eins fünf eins sechs
  ambiguous | vier acht eins Banane fünf eins sechs
  ambiguous | 481516 oder 481517
  no-digits | ich weiß es nicht
  ambiguous | das ist nicht 481516
  ambiguous | meine alte PIN war 481516
  # corrections
  481516    | vier acht eins fünf eins sieben, nein, vier acht eins fünf eins sechs
  481516    | nein warte, vier acht eins fünf eins sechs
  481516    | 481517, ich meine 481516
  481516    | vier acht, Entschuldigung, vier acht eins fünf eins sechs
  481516    | 481517 Quatsch 481516
  too-few   | vier acht eins fünf eins sieben nein sechs
  ambiguous | 481516 nein Moment
  481516    | 481516, ich wiederhole, 481516
  # cancelling
  canceled  | vergiss es
  canceled  | abbrechen bitte
  canceled  | vier acht eins, lassen wir das
  # numerals
  481516    | 481.516
  481516    | 48 Uhr 15 16
  481516    | 481 tausend 516
  481516    | 4. 8. 1. 5. 1. 6.
  481516    | 481516 Raute
  masked    | meine PIN ist XXXXXX
  too-few   | vier acht eins fünf eins
  too-many  | vier acht eins fünf eins sechs sieben
  `,
);
