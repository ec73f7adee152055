import { testTable } from '../case-table.ts';

testTable(
  'en-US',
  60,
  `
  # one digit at a time
  481516    | four eight one five one six
  481516    | Four, eight, one, five, one, six.
  481516    | four-eight-one-five-one-six
  481516    | FOUR EIGHT ONE FIVE ONE SIX
  481516    | 4 8 1 5 1 6
  481516    | four. eight. one. five. one. six.
  481516    | four... eight one... five one six
  481516    | four eight one dash five one six
  481516    | four eight one and five one six
  481516    | first four then eight then one five one and finally six
  000000    | zero zero zero zero zero zero
  007007    | oh oh seven oh oh seven
  400906    | four o o nine o six
  904905    | niner zero four niner zero fife
  # NeMo ITN, telephone: double and triple belong to the next digit; "oh" is zero
  440789    | double four oh seven eight nine
  000711    | triple oh seven double one
  007711    | double oh double seven double one
  555123    | treble five one two three
  111123    | quadruple one two three
  440044    | double-four double-oh double four
  444123    | three fours one two three
  001234    | two zeros one two three four
  555123    | three times five one two three
  441234    | twice four one two three four
  ambiguous | four twice one two three four
  ambiguous | five three times one two three
  ambiguous | double sixteen one two
  ambiguous | one two three four double
  # pairs and larger numbers
  481516    | forty eight fifteen sixteen
  481516    | forty-eight, fifteen, sixteen
  481516    | fortyeight fifteen sixteen
  480506    | forty eight oh five oh six
  202530    | twenty twenty-five thirty
  481516    | four eighty-one five sixteen
  481516    | four eighty one five sixteen
  # Recognizers-Text, cardinals: "and" and a comma inside one number
  481516    | four hundred eighty one thousand five hundred sixteen
  481516    | four hundred and eighty-one thousand, five hundred and sixteen
  481516    | four lakh eighty one thousand five hundred and sixteen
  400016    | four hundred thousand sixteen
  # only a split reading fits, or a hyphen binds, or commas separate
  ambiguous | twenty three four five six
  too-few   | twenty-three four five six
  203456    | twenty, three, four, five, six
  ambiguous | twenty 3 4 5 6
  ambiguous | one hundred five six
  ambiguous | twenty three forty five
  too-many  | four eight one five one six seven
  too-few   | four eight one five one
  no-digits | hello there
  no-digits | one moment please
  # fillers and carriers
  481516    | uh, it's four eight, one five, one six
  481516    | um my pin is four eight one five one six
  481516    | the six digit pin is four eight one five one six
  481516    | My six-digit PIN is 4 8 1 5 1 6, thank you
  481516    | 6 digits: 481516
  481516    | yeah so it's um four eight uh one five, let me see, one six
  481516    | the one I use is four eight one five one six
  481516    | I think it's four eight one five one six but I'm not sure
  481516    | Okay, here's my PIN number: 48 15 16. Did you get that?
  481516    | oh, my pin is four eight one five one six
  481516    | oh it's four eight one five one six
  048151    | oh four eight one five one
  048151    | oh, four, eight, one, five, one
  ambiguous | oh, four eight one five one
  # an unknown word breaks a run
  ambiguous | four eight one banana five one six
  too-few   | four eight banana five one
  ambiguous | 481516 or 481517
  481516    | the eagle says four eight one five one six
  ambiguous | four eight one five forty sickx
  ambiguous | sickx hundred five thousand two hundred twelve
  ambiguous | I have 2 kids and the pin is 481516
  ambiguous | my old pin was 481516
  ambiguous | it's not four eight one five one six
  # corrections
  481516    | four eight one five one seven no wait four eight one five one six
  481516    | four eight, sorry, four eight one five one six
  481516    | 481517, I mean 481516
  481516    | no, it's four eight one five one six
  481516    | one two three, let me start over, four eight one five one six
  too-few   | four eight one five one seven, no, six
  ambiguous | four eight one five one six, no wait
  481516    | 481516, I repeat, 481516
  ambiguous | 481516, I repeat, 481517
  too-many  | 481516 481516
  # cancelling
  canceled  | forget it
  canceled  | cancel
  canceled  | four eight one, never mind
  canceled  | I'd like to cancel please
  ambiguous | cancel, 481516
  481516    | 481517 scratch that 481516
  # homophones, only in a run with a digit, only if the strict reading does not fit
  481516    | for eight one five one six
  481516    | for ate won five won six
  422816    | for to two ate one six
  481516    | my pin is for eight one five one six
  481512    | four eight one five one too
  no-digits | to for ate
  no-digits | I want to talk to someone for help
  too-few   | I want to five one five one six
  481516    | this is for the account four eight one five one six
  # numerals as recognisers write them
  481516    | 481,516
  481516    | 481-516
  481516    | 481.516
  481516    | (481) 516
  481516    | 4:81 516
  481516    | $4,815.16
  481516    | 48 15 16th
  481516    | 4th 8th 1st 5th 1st 6th
  481516    | 481 thousand 516
  481516    | 4/8/1516
  481516    | PIN #481516
  481516    | 481516#
  481516    | DTMF: 481516#
  007007    | 007-007
  ambiguous | 15975O3
  ambiguous | 481516½
  ambiguous | +481516
  481516    | 4️⃣8️⃣1️⃣5️⃣1️⃣6️⃣
  masked    | my pin is ******
  masked    | my PIN is [REDACTED]
  masked    | [PII_1] thank you
  `,
);
