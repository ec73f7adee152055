import { testTable } from '../case-table.ts';

testTable(
  'it-IT',
  60,
  `
  481516    | quattro otto uno cinque uno sei
  481516    | Quattro, otto, uno, cinque, uno, sei.
  007007    | zero zero sette zero zero sette
  123456    | uno due tre quattro cinque sei
  481516    | quattro otto uno trattino cinque uno sei
  481516    | quattro otto uno e cinque uno sei
  481516    | il quattro l'otto l'uno il cinque l'uno e il sei
  481516    | un quattro, un otto, un uno, un cinque, un uno, un sei
  too-few   | quattro otto un cinque un sei
  # compounds with elision; NeMo ITN, cardinal
  481516    | quarantotto quindici sedici
  481516    | quarantotto, quindici, sedici
  212831    | ventuno ventotto trentuno
  233343    | ventitré trentatré quarantatré
  233343    | ventitre trentatre quarantatre
  480506    | quarantotto zero cinque zero sei
  171819    | diciassette diciotto diciannove
  222324    | venti due venti tre venti quattro
  # full cardinals
  481516    | quattrocentottantunomilacinquecentosedici
  481516    | quattrocentottantuno mila cinquecento sedici
  481516    | quattrocentoottantuno mila cinquecentosedici
  123456    | centoventitremilaquattrocentocinquantasei
  123456    | centoventitré quattrocentocinquantasei
  200100    | duecentomila cento
  108808    | centottomilaottocentotto
  # what binds and what does not
  ambiguous | trenta quattro cinque sei sette
  too-few   | trentaquattro cinque sei sette
  304567    | trenta, quattro, cinque, sei, sette
  too-few   | quattro otto uno cinque
  too-many  | quattro otto uno cinque uno sei sette
  # doubles
  007115    | doppio zero sette doppio uno cinque
  777123    | triplo sette uno due tre
  661234    | due volte il sei uno due tre quattro
  001234    | due zeri uno due tre quattro
  ambiguous | sei due volte cinque uno due tre
  # fillers and carriers
  481516    | il mio pin è quattro otto uno cinque uno sei
  481516    | il mio pin a sei cifre è quattro otto uno cinque uno sei
  481516    | ehm, allora, quattro otto uno, cinque uno sei
  481516    | il codice di sei cifre è 481516
  481516    | il codice segreto è il 48 15 16, grazie
  481516    | buongiorno, il pin è quattro otto uno cinque uno sei, va bene?
  481516    | credo che sia quattro otto uno cinque uno sei
  481516    | un attimo, quattro otto uno cinque uno sei
  481516    | dunque il numero è quattro otto, ehm, uno cinque uno sei
  481516    | l'aquila dice quattro otto uno cinque uno sei
  ambiguous | quattro otto uno banana cinque uno sei
  ambiguous | 481516 o 481517
  no-digits | non lo so
  no-digits | pronto buonasera
  ambiguous | non è 481516
  ambiguous | il mio vecchio pin era 481516
  # corrections
  481516    | quattro otto uno cinque uno sette, no, scusi, quattro otto uno cinque uno sei
  481516    | 481517, volevo dire 481516
  481516    | no, è 481516
  481516    | 481517 anzi 481516
  481516    | quattro otto, aspetti, quattro otto uno cinque uno sei
  too-few   | quattro otto uno cinque uno sette no sei
  ambiguous | 481516 no aspetti
  481516    | 481516, ripeto, 481516
  ambiguous | 481516, ripeto, 481517
  # cancelling
  canceled  | lascia perdere
  canceled  | voglio annullare
  canceled  | quattro otto uno, basta
  # numerals
  481516    | 481.516
  481516    | 481 mila 516
  481516    | 4º 8º 1º 5 1 6
  481516    | 48-15-16
  481516    | 481516 cancelletto
  masked    | il mio pin è ******
  `,
);
