import { testTable } from '../case-table.ts';

testTable(
  'es-MX',
  60,
  `
  481516    | cuatro ocho uno cinco uno seis
  481516    | Cuatro, ocho, uno, cinco, uno, seis.
  481516    | 4 8 1 5 1 6
  481516    | cuatro ocho uno cinco uno y seis
  007007    | cero cero siete cero cero siete
  481516    | CUATRO OCHO UNO CINCO UNO SEIS
  481516    | cuatro-ocho-uno-cinco-uno-seis
  481516    | cuatro ocho uno guion cinco uno seis
  # articles are not ones
  481516    | un cuatro, un ocho, un uno, un cinco, un uno y un seis
  too-few   | un cuatro ocho uno cinco uno
  too-few   | cuatro ocho una cinco una seis
  # pairs; text2num: accents may be missing
  481516    | cuarenta y ocho quince dieciséis
  481516    | cuarenta y ocho quince dieciseis
  481516    | cuarenta y ocho, quince, diez y seis
  222326    | veintidos veintitres veintiseis
  222326    | veintidós veintitrés veintiséis
  212931    | veintiuno veintinueve treinta y uno
  480506    | cuarenta y ocho cero cinco cero seis
  345678    | treinta cuatro cincuenta seis setenta ocho
  345678    | treintaicuatro cincuentaiséis setentaiocho
  # full cardinals; NeMo ITN, cardinal
  481516    | cuatrocientos ochenta y un mil quinientos dieciséis
  481516    | cuatrocientas ochenta y una mil quinientas dieciséis
  481516    | cuatro ocho uno quinientos dieciséis
  500100    | quinientos mil cien
  123456    | ciento veintitrés mil cuatrocientos cincuenta y seis
  123456    | ciento veintitrés cuatrocientos cincuenta y seis
  ambiguous | quinientos mil quinientas una
  # what binds and what does not
  too-few   | treinta y cuatro cinco seis siete
  ambiguous | treinta cuatro cinco seis siete
  304567    | treinta, cuatro, cinco, seis, siete
  too-few   | cuatro ocho uno cinco
  too-many  | cuatro ocho uno cinco uno seis siete
  # doubles
  007115    | doble cero siete doble uno cinco
  777123    | triple siete uno dos tres
  001234    | dos ceros uno dos tres cuatro
  555123    | tres veces el cinco uno dos tres
  ambiguous | cinco tres veces uno dos tres
  # fillers and carriers
  481516    | mi pin es cuatro ocho uno cinco uno seis
  481516    | eh, el pin de seis dígitos es 481516
  481516    | mi clave de seis cifras es cuatro ocho uno cinco uno seis, gracias
  481516    | a ver, es el cuatro ocho uno, cinco uno seis
  481516    | bueno pues el número es cuatro ocho este uno cinco uno seis
  481516    | creo que es cuatro ocho uno cinco uno seis
  481516    | un momento, cuatro ocho uno cinco uno seis
  481516    | sí, mi código es el 48 15 16
  481516    | buenos días señorita, mi NIP es 481516
  481516    | el águila dice cuatro ocho uno cinco uno seis
  ambiguous | cuatro ocho uno plátano cinco uno seis
  ambiguous | 481516 o 481517
  no-digits | no sé mi pin
  no-digits | hola buenas tardes
  # corrections
  481516    | cuatro ocho uno cinco uno siete, no, perdón, cuatro ocho uno cinco uno seis
  481516    | 481517 digo 481516
  481516    | no, es 481516
  ambiguous | no es 481516
  481516    | cuatro ocho, espera, cuatro ocho uno cinco uno seis
  481516    | 481517, mejor dicho, 481516
  too-few   | cuatro ocho uno cinco uno siete no seis
  ambiguous | 481516 no perdón
  481516    | 481516, repito, 481516
  ambiguous | mi pin antiguo era 481516
  # cancelling
  canceled  | olvídalo
  canceled  | quiero cancelar
  canceled  | cuatro ocho uno, déjalo
  # numerals
  481516    | 481.516
  481516    | 481 mil 516
  481516    | 4º 8º 1º 5 1 6
  481516    | 48-15-16
  481516    | 48 y 15 y 16
  481516    | 481516 almohadilla
  masked    | mi pin es ******
  `,
);
