import { testTable } from '../case-table.ts';

testTable(
  'nl-NL',
  30,
  `
  481516    | vier acht een vijf een zes
  481516    | vier acht één vijf één zes
  481516    | Vier, acht, één, vijf, één, zes.
  007007    | nul nul zeven nul nul zeven
  481516    | vier acht een streepje vijf een zes
  481516    | achtenveertig vijftien zestien
  481516    | acht en veertig vijftien zestien
  212223    | eenentwintig tweeëntwintig drieëntwintig
  212223    | een en twintig twee en twintig drie en twintig
  203456    | twintig drie vier vijf zes
  too-few   | drieëntwintig vier vijf zes
  481516    | vierhonderdeenentachtigduizendvijfhonderdzestien
  481516    | vierhonderd eenentachtig duizend vijfhonderd zestien
  123456    | honderddrieëntwintigduizend vierhonderdzesenvijftig
  007345    | dubbel nul zeven drie vier vijf
  777123    | driedubbel zeven een twee drie
  551234    | twee keer de vijf een twee drie vier
  ambiguous | vijf twee keer zes een twee drie
  001234    | twee nullen een twee drie vier
  481516    | mijn pincode is vier acht een vijf een zes
  481516    | mijn zescijferige pincode is vier acht een vijf een zes
  481516    | eh, de code van zes cijfers is 481516, dank u wel
  481516    | even kijken, vier acht een, eh, vijf een zes
  481516    | de adelaar zegt vier acht een vijf een zes
  ambiguous | vier acht een banaan vijf een zes
  ambiguous | 481516 of 481517
  no-digits | ik weet het niet
  ambiguous | het is niet 481516
  481516    | vier acht een vijf een zeven, nee sorry, vier acht een vijf een zes
  481516    | 481517, ik bedoel 481516
  too-few   | vier acht een vijf een zeven nee zes
  481516    | 481516, ik herhaal, 481516
  canceled  | laat maar
  canceled  | ik wil annuleren
  481516    | 481.516
  481516    | 481516 hekje
  masked    | mijn pincode is ******
  `,
);
