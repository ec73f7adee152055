import { testTable } from '../case-table.ts';

testTable(
  'pt-BR',
  60,
  `
  481516    | quatro oito um cinco um seis
  481516    | quatro oito um cinco um meia
  666000    | meia meia meia zero zero zero
  481516    | Quatro, oito, um, cinco, um, seis.
  007007    | zero zero sete zero zero sete
  123456    | um dois três quatro cinco seis
  123456    | um dois tres quatro cinco seis
  481516    | quatro oito um traço cinco um seis
  481516    | quatro oito um cinco um e meia
  too-few   | quatro oito uma cinco um seis
  # pairs, Brazilian and Portuguese
  481516    | quarenta e oito quinze dezesseis
  481516    | quarenta e oito quinze dezasseis
  141719    | catorze dezessete dezenove
  141719    | quatorze dezassete dezanove
  212223    | vinte e um vinte e dois vinte e três
  481516    | quarenta e oito, quinze, dezesseis
  480506    | quarenta e oito zero cinco zero meia
  345678    | trinta quatro cinquenta seis setenta oito
  # full cardinals; NeMo ITN, cardinal
  481516    | quatrocentos e oitenta e um mil quinhentos e dezesseis
  481516    | quatrocentos e oitenta e um mil e quinhentos e dezesseis
  123456    | cento e vinte e três mil quatrocentos e cinquenta e seis
  123456    | cento e vinte e três quatrocentos e cinquenta e seis
  200100    | duzentos mil e cem
  481516    | quatrocentas e oitenta e uma mil quinhentas e dezesseis
  # what binds and what does not
  too-few   | trinta e quatro cinco seis sete
  ambiguous | trinta quatro cinco seis sete
  304567    | trinta, quatro, cinco, seis, sete
  too-few   | quatro oito um cinco
  too-many  | quatro oito um cinco um seis sete
  # doubles
  007312    | dois zeros sete três um dois
  007115    | duplo zero sete duplo um cinco
  777123    | triplo sete um dois três
  555123    | três vezes cinco um dois três
  ambiguous | cinco três vezes um dois três
  # fillers and carriers
  481516    | minha senha é quatro oito um cinco um seis
  481516    | é, o pin de seis dígitos é 481516
  481516    | meu código é quatro oito um, hã, cinco um meia, obrigado
  481516    | então, é o quatro oito um cinco um seis
  481516    | acho que é quatro oito um cinco um seis
  481516    | só um momento, quatro oito um cinco um seis
  481516    | bom dia, a minha senha é a 48 15 16, tá?
  481516    | o número é o quatro, o oito, o um, o cinco, o um e o seis
  481516    | a águia diz quatro oito um cinco um seis
  481516    | o código de 6 dígitos é 481516
  ambiguous | quatro oito um banana cinco um seis
  ambiguous | 481516 ou 481517
  no-digits | não sei
  no-digits | alô boa tarde
  ambiguous | não é 481516
  ambiguous | minha senha antiga era 481516
  # corrections
  481516    | quatro oito um cinco um sete, não, desculpa, quatro oito um cinco um seis
  481516    | 481517 quer dizer 481516
  481516    | 481517, ou melhor, 481516
  481516    | não, desculpe, 481516
  481516    | quatro oito, peraí, quatro oito um cinco um meia
  481516    | quatro oito, aliás, quatro oito um cinco um meia
  too-few   | quatro oito um cinco um sete, não, seis
  ambiguous | 481516 não espera
  481516    | 481516, repito, 481516
  # cancelling
  canceled  | esquece
  canceled  | quero cancelar
  canceled  | quatro oito um, deixa pra lá
  # numerals
  481516    | 481.516
  481516    | 481 mil 516
  481516    | 4º 8º 1º 5 1 6
  481516    | 48-15-16
  481516    | 481516 jogo da velha
  masked    | minha senha é ******
  `,
);
