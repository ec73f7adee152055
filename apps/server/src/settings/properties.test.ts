import { expect, test } from 'vitest';
import { readProperties } from './properties.ts';

const SPACED = 'glide.auth_factors.Soft PIN.enrollment.enabled';
const JOINED = 'glide.auth_factors.softpin.enrollment.enabled';

const read = (text: string, installed = ['soft-pin']) => readProperties(text, (type) => installed.includes(type));

test.each([
  ['the spaced spelling', `${SPACED}=false`, false],
  ['the joined spelling', `${JOINED}=false`, false],
  ['spaces and capitals', `  ${SPACED} = TRUE  `, true],
  ['both spellings that agree', `${SPACED}=false\n${JOINED}=false`, false],
  ['comments, empty lines, CRLF and a byte order mark', `\uFEFF# mine\r\n\r\n${JOINED}=true\r\n`, true],
])('%s is read', (_, text, enrollmentEnabled) => {
  expect(read(text)).toEqual({
    seeds: [{ factorType: 'soft-pin', enrollmentEnabled }],
    ignored: [],
    mistakes: [],
  });
});

test('what is not known here is ignored by name', () => {
  expect(read('glide.voice.authenticate.mfa_mandatory=true\nglide.url=a=b\n')).toEqual({
    seeds: [],
    ignored: ['glide.voice.authenticate.mfa_mandatory', 'glide.url'],
    mistakes: [],
  });
});

test('so is what is for a factor that is not installed', () => {
  expect(read(`${SPACED}=false\n${JOINED}=true\n`, ['totp'])).toEqual({
    seeds: [],
    ignored: [SPACED, JOINED],
    mistakes: [],
  });
});

test.each([
  ['a line without =', 'glide.url', /^line 1 must be name=value$/],
  ['a line without a name', '\n=true', /^line 2 must be name=value$/],
  ['a value that is neither', `${SPACED}=yes`, /must be true or false/],
  ['an empty value', `${SPACED}=`, /must be true or false/],
  ['two spellings that disagree', `${SPACED}=true\n${JOINED}=false`, /lines 1 and 2 .* two values/],
  ['one spelling that disagrees with itself', `${JOINED}=true\n${JOINED}=false`, /lines 1 and 2 .* two values/],
])('%s is a mistake', (_, text, expected) => {
  expect(read(text).mistakes).toEqual([expect.stringMatching(expected)]);
});
