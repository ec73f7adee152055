import { testTable } from '../case-table.ts';

testTable(
  'fr-FR',
  60,
  `
  481516    | quatre huit un cinq un six
  481516    | Quatre, huit, un, cinq, un, six.
  481516    | quatre huit un, cinq un six
  007007    | zéro zéro sept zéro zéro sept
  007007    | zero zero sept zero zero sept
  481516    | quatre huit un tiret cinq un six
  481516    | quatre huit un cinq un et six
  # pairs; text2num: hyphens may be missing
  123456    | douze trente-quatre cinquante-six
  123456    | douze trente quatre cinquante six
  481516    | quarante-huit quinze seize
  481516    | quarante huit, quinze, seize
  212131    | vingt et un vingt-et-un trente et un
  717181    | soixante et onze soixante-et-onze quatre-vingt-un
  923456    | quatre-vingt-douze trente-quatre cinquante-six
  923456    | quatre vingt douze trente quatre cinquante six
  979899    | quatre-vingt-dix-sept quatre-vingt-dix-huit quatre-vingt-dix-neuf
  777879    | soixante-dix-sept soixante-dix-huit soixante-dix-neuf
  171819    | dix-sept dix-huit dix-neuf
  171819    | dix sept dix huit dix neuf
  808090    | quatre-vingts quatre-vingt quatre-vingt-dix
  # Belgium and Switzerland
  728391    | septante-deux huitante-trois nonante et un
  728391    | septante-deux octante-trois nonante-et-un
  480506    | quarante-huit zéro cinq zéro six
  # two readings, or only a split one
  ambiguous | vingt quatre vingt un trente
  208130    | vingt, quatre-vingt-un, trente
  ambiguous | soixante dix huit quarante cinq
  ambiguous | trente quatre cinq six sept
  too-few   | trente-quatre cinq six sept
  304567    | trente, quatre, cinq, six, sept
  601234    | soixante, douze, trente-quatre
  ambiguous | soixante douze trente-quatre
  # full cardinals; NeMo ITN, cardinal
  481516    | quatre cent quatre-vingt-un mille cinq cent seize
  481516    | quatre cent quatre vingt un mille cinq cent seize
  123456    | cent vingt-trois mille quatre cent cinquante-six
  123456    | cent vingt-trois quatre cent cinquante-six
  200300    | deux cent mille trois cents
  ambiguous | cinq cent mille cinq cent une
  # doubles
  007115    | double zéro sept double un cinq
  777123    | triple sept un deux trois
  551234    | deux fois le cinq un deux trois quatre
  ambiguous | cinq deux fois six un deux trois
  # fillers and carriers
  481516    | euh c'est quatre huit un cinq un six
  481516    | mon code à six chiffres c'est quatre huit un cinq un six
  481516    | mon code PIN est le quatre huit un cinq un six merci
  481516    | alors euh quatre huit un, euh, cinq un six voilà
  481516    | je crois que c'est quatre huit un cinq un six
  481516    | Oui bonjour, mon code secret est le 48 15 16.
  481516    | le code à 6 chiffres est 481516
  481516    | une seconde, quatre huit un cinq un six
  too-few   | quatre huit une cinq un six
  ambiguous | quatre huit un banane cinq un six
  ambiguous | 481516 ou 481517
  no-digits | je ne sais pas
  ambiguous | ce n'est pas 481516
  ambiguous | mon ancien code est 481516
  # corrections
  481516    | quatre huit un cinq un sept non pardon quatre huit un cinq un six
  481516    | 481517, je veux dire 481516
  481516    | euh non attendez, quatre huit un cinq un six
  481516    | quatre huit, pardon, quatre huit un cinq un six
  too-few   | quatre huit un cinq un sept, non, six
  ambiguous | 481516, ah non
  481516    | 481516, je répète, 481516
  # cancelling
  canceled  | laissez tomber
  canceled  | je veux annuler
  canceled  | quatre huit un, oubliez
  # homophones
  487516    | quatre huit cet cinq un six
  # numerals
  481516    | 481 516
  481516    | 4e 8e 1er 5e 1er 6e
  481516    | 48h15 16
  481516    | 481 mille 516
  481516    | 481516 dièse
  481516    | 4,81 € 516
  masked    | c'est ******
  too-many  | quatre huit un cinq un six sept
  too-few   | quatre huit un cinq un
  `,
);
